"""Send a case in quarantine to its queue again."""

from workers.app import app
from workers.quarantine import Case, Quarantine


def replayed(kept: Quarantine, case: Case) -> bool:
    """Send it and take it out of quarantine; False when its message is no longer kept."""
    message = kept.message(case.id)
    if message is None:
        return False
    app.send_task(case.task, args=(message,), queue=case.queue, argsrepr=case.url or case.id)
    kept.forget(case.id)
    return True
