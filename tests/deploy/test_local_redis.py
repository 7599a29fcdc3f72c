"""The local Redis works wherever it is put."""

import signal
from pathlib import Path

import redis

from deploy import health, process
from deploy.local_redis import LocalRedis
from deploy.ports import free_port


def test_what_it_acknowledged_survives_a_kill_in_a_folder_with_an_odd_name(tmp_path: Path) -> None:
    """Spaces, quotation marks and umlauts in its path do not matter, and nor does SIGKILL."""
    server = LocalRedis(home=tmp_path / 'Bücher "und" Zeitungen', port=free_port())
    for round_number in range(2):
        with (tmp_path / "log").open("ab") as log:
            started = process.start(server.prepare(), log=log)
        try:
            process.wait_for(lambda: health.redis_health(server.url).ok, seconds=20, what="Redis", process=started)
            with redis.Redis.from_url(server.url, decode_responses=True) as client:
                if round_number == 0:
                    client.set("kept", "yes")
                assert client.get("kept") == "yes"
        finally:
            started.send_signal(signal.SIGKILL)
            started.wait()
