"""What beat sends at intervals, done by a real worker."""

import os
import sys

from deploy import process
from tests.conftest import running

CELERY = (sys.executable, "-P", "-m", "celery")
WORKER = ("worker", "--pool", "solo", "--queues", "chores", "--loglevel", "info", "--without-gossip")


def test_beat_sends_the_chores_and_a_worker_does_them(redis_url, elasticsearch_url, tmp_path):
    environment = os.environ | {
        "NEWSLOOM_REDIS_URL": redis_url.rpartition("/")[0] + "/7",
        "NEWSLOOM_ELASTICSEARCH_URL": elasticsearch_url,
        "NEWSLOOM_PREFIX": "chores-",
        "NEWSLOOM_HOME": str(tmp_path),
        "NEWSLOOM_ALERTS_EVERY": "5",
    }
    worker = (*CELERY, "--app", "workers.app", *WORKER, "--include", "deploy.chores")
    beat = (*CELERY, "--app", "deploy.chores", "beat", "--pidfile=", "--schedule", str(tmp_path / "schedule"))
    log = tmp_path / "worker.log"
    with running(worker, log, environment), running(beat, tmp_path / "beat.log", environment):
        process.wait_for(lambda: "alerts: 0 on, 0 stories" in log.read_text(), seconds=60, what="the chore of alerts")
