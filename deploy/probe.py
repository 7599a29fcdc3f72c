"""``python -m deploy.probe PART``: ends with status 0 when that part is well; what a container's health check runs."""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from deploy import health
from deploy.health import Health
from deploy.settings import StackSettings

WEB_PORT = 7080  # inside a container the ports are fixed; settings choose where they are published
FLOWER_PORT = 7555


def probes(settings: StackSettings) -> Mapping[str, Callable[[], Health]]:
    """The question for each part that can run in a container of ours."""
    redis = settings.redis_address
    here = os.uname().nodename
    return {
        "crawler": lambda: health.crawler_health(redis, settings.prefix),
        "pages": lambda: health.worker_health(redis, "pages", here),
        "articles": lambda: health.worker_health(redis, "articles", here),
        "beat": lambda: beat_health(Path("/proc")),
        "web": lambda: health.http_health(f"http://127.0.0.1:{WEB_PORT}/healthz"),
        "flower": lambda: health.http_health(f"http://127.0.0.1:{FLOWER_PORT}/healthcheck"),
    }


def beat_health(processes: Path) -> Health:
    """Whether beat runs in this container: it answers no questions, so its process is all there is to see."""
    for entry in processes.glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().split(b"\0")
        except OSError:  # gone meanwhile
            continue
        if b"celery" in words and b"beat" in words:
            return Health(ok=True, detail=f"process {entry.parent.name}")
    return Health(ok=False, detail="no beat runs here")


def main(arguments: list[str]) -> int:
    """Ask one part and say what it answered."""
    known = probes(StackSettings())
    if len(arguments) != 1 or arguments[0] not in known:
        print(f"usage: python -m deploy.probe {'|'.join(known)}", file=sys.stderr)
        return 2
    answer = known[arguments[0]]()
    print(answer.detail)
    return 0 if answer.ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
