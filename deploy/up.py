"""Being the supervisor of a home folder, from the first check to the last process ended."""

import logging
import signal
from collections.abc import Callable

from deploy import leftovers, ports, state
from deploy.parts import Part, parts
from deploy.settings import StackSettings
from deploy.supervisor import Child, Supervisor
from deploy.versions import check_servers

logger = logging.getLogger(__name__)


class PortTaken(RuntimeError):
    """Something else listens where a part of the stack should."""


def supervise(settings: StackSettings, *, started: Callable[[], None] = lambda: None) -> None:
    """Run the stack in this process until SIGINT, SIGTERM or SIGHUP.

    Args:
        settings: What to run and where.
        started: Called once the parts are being started.

    Raises:
        AlreadyRunning: Another supervisor has this home folder.
        PortTaken: A port is in use.
        ServerUnfit: A given Redis or Elasticsearch cannot be reached, or is of another major version.
    """
    with state.held(settings.folder, settings.ports):
        if ended := leftovers.end(settings.folder):
            logger.warning("ended %d processes that an earlier stack had left behind", ended)
        wanted = parts(settings)
        _check_ports(wanted)
        check_servers(settings)
        children = tuple(Child(part=part, command=part.prepare()) for part in wanted)
        supervisor = Supervisor(
            settings.folder,
            children,
            environment={**settings.environment(), **settings.addresses()},
            log_bytes=settings.log_bytes,
        )
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, supervisor.stop)
        started()
        supervisor.run()
        leftovers.end(settings.folder)


def _check_ports(wanted: tuple[Part, ...]) -> None:
    taken = [_taken(part) for part in wanted if part.port is not None and not ports.is_free(part.port)]
    if taken:
        raise PortTaken("\n".join(taken))


def _taken(part: Part) -> str:
    holder = ports.holder(part.port or 0)
    by = f"by {holder}" if holder else "by another program"
    return f"port {part.port} for {part.name} is taken {by} - end it, or choose another port with {part.port_setting}"
