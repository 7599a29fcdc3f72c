"""Real worker processes on real queues: what a page or an outage does to them, and that nothing is lost.

The pains are those that users of such systems report: doubled tasks, deaf workers, growing memory, crashing parsers,
Flower without names, articles lost in an outage of Elasticsearch.
"""

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from crawler.page import ARTICLES_QUEUE, PAGE_FETCHED, PAGES_QUEUE, to_message
from tests.workers.making import SUBJECTS, a_html, a_page, story
from tests.workers.serving import until
from workers import health, tally
from workers.app import app as configured
from workers.app import configuration
from workers.messages import ARTICLE_MADE
from workers.quarantine import Quarantine

HOOK = """
import os, signal, time

def step(article):
    if "tötet" in article.title:
        os.kill(os.getpid(), signal.SIGKILL)
    if "trödelt" in article.title:
        end = time.time() + 60
        while time.time() < end:
            pass
    if "hängt" in article.title:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
        time.sleep(120)
    if "bricht" in article.title:
        raise ValueError("zerbrochen")
    if "frisst" in article.title:
        globals().setdefault("eaten", []).append(bytearray(200_000_000))
    if "verschlingt" in article.title:
        return [bytearray(100_000_000) for _ in range(1000)]
    return article
"""
"""An operator's own step, installed as any other: real code that kills, dawdles, hangs, fails and eats memory."""


@pytest.fixture(autouse=True)
def hooks(tmp_path: Path) -> None:
    package = tmp_path / "hooks" / "misbehaving-1.0.dist-info"
    package.mkdir(parents=True)
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: misbehaving\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text("[newsloom.steps]\nmisbehaving = misbehaving:step\n")
    (tmp_path / "hooks" / "misbehaving.py").write_text(HOOK)


@pytest.fixture
def send(settings, redis):  # noqa: ARG001 - the queues must be empty
    """Puts pages on the queue as the crawler does."""
    app = configured.__class__("sender", set_as_current=False)
    app.conf.update(configuration(settings))

    def put(*numbers: int, title: str | None = None):
        pages = [a_numbered(number, title) for number in numbers]
        for page in pages:
            app.send_task(PAGE_FETCHED, args=(to_message(page),), queue=PAGES_QUEUE, argsrepr=page.url)
        return pages

    yield put
    app.close()


def a_numbered(number: int, title: str | None = None):
    name = title or f"Streit um {SUBJECTS[number % len(SUBJECTS)][0]} im Fall {number}"
    body = a_html(title=name, paragraphs=story(number))
    return a_page(url=f"https://bote.example/{number}.html", body=body, reply_to="reply")


@pytest.fixture
def outcomes(redis, settings):
    return lambda: Counter(tally.counts(redis, settings))


@pytest.fixture
def indexed(index):
    def urls():
        index.refresh()
        hits = index.client.search(index=index.names.alias("articles"), size=500)["hits"]["hits"]
        return sorted(hit["_source"]["url"] for hit in hits)

    return urls


def nothing_in_work(redis) -> bool:
    return not redis.hlen("unacked")


def nothing_in_flight(redis) -> bool:
    return not (redis.llen(PAGES_QUEUE) or redis.llen(ARTICLES_QUEUE) or redis.hlen("unacked"))


def test_pages_become_articles_and_the_queues_run_empty(worker, send, redis, outcomes, indexed):
    worker("pages"), worker("articles")
    pages = send(*range(30))
    until(lambda: outcomes()["indexed"] == 30)
    assert indexed() == sorted(page.url for page in pages)
    until(lambda: nothing_in_flight(redis))
    assert set(redis.hvals("reply")) == {b"indexed"}


def test_an_outage_of_elasticsearch_loses_no_article(  # noqa: PLR0917 - fixtures
    worker, send, door, redis, outcomes, indexed
):
    """Pain 14: what cannot be indexed waits in the queue, with backoff, until it can."""
    worker("pages")
    articles = worker("articles")
    door.close()
    pages = send(*range(12))
    until(lambda: articles.said().count(" again in ") >= 3)
    assert outcomes()["indexed"] == 0
    door.open()
    until(lambda: outcomes()["indexed"] == 12)
    assert indexed() == sorted(page.url for page in pages)
    until(lambda: nothing_in_flight(redis))
    assert "1 s" in articles.said(), "the waits grow up to the longest"


def test_a_page_that_kills_its_process_twice_goes_to_quarantine_and_others_pass(  # noqa: PLR0917 - fixtures
    worker, send, redis, settings, outcomes, indexed
):
    """Pain 8: a parser that crashes takes its process with it, not the worker, and not for ever."""
    worker("pages", NEWSLOOM_VISIBILITY_TIMEOUT="5"), worker("articles")
    (poison,) = send(100, title="Dieser Text tötet")
    good = send(*range(5))
    until(lambda: outcomes()["quarantined:killed"] == 1, seconds=60)
    until(lambda: outcomes()["indexed"] == 5)
    assert indexed() == sorted(page.url for page in good)
    (case,) = Quarantine(redis, settings).cases()
    assert (case.url, case.reason) == (poison.url, "killed")
    assert redis.hlen(settings.key("attempts")) == 0


def test_a_page_that_takes_too_long_is_stopped_and_kept(worker, send, outcomes):
    worker("pages", NEWSLOOM_PAGE_SOFT_LIMIT="4", NEWSLOOM_PAGE_HARD_LIMIT="30"), worker("articles")
    send(100, title="Dieser Text trödelt")
    until(lambda: outcomes()["quarantined:timeout"] == 1)
    send(1)
    until(lambda: outcomes()["indexed"] == 1)


def test_a_page_that_cannot_even_be_stopped_is_killed_and_kept(worker, send, outcomes):
    worker("pages", NEWSLOOM_PAGE_SOFT_LIMIT="4", NEWSLOOM_PAGE_HARD_LIMIT="6"), worker("articles")
    send(100, title="Dieser Text hängt")
    send(1)
    until(lambda: outcomes()["quarantined:killed"] == 1, seconds=60)
    until(lambda: outcomes()["indexed"] == 1)


def test_a_page_that_needs_too_much_memory_is_stopped_and_kept(worker, send, redis, settings, outcomes):
    """Pain 7: memory is bounded while a process works on a page, too; it neither dies nor takes others with it."""
    worker("pages", NEWSLOOM_PAGE_MEMORY="1500000"), worker("articles")
    send(100, title="Dieser Text verschlingt")
    send(1)
    until(lambda: outcomes()["quarantined:memory"] == 1)
    until(lambda: outcomes()["indexed"] == 1)
    (case,) = Quarantine(redis, settings).cases()
    assert case.error == "MemoryError: it needs more than 1500000 kB (NEWSLOOM_PAGE_MEMORY)"


def test_an_error_in_a_step_is_kept_with_its_traceback_and_can_be_replayed(  # noqa: PLR0917 - fixtures
    worker, send, redis, settings, outcomes, tmp_path
):
    pages = worker("pages")
    worker("articles")
    send(100, title="Dieser Text bricht")
    until(lambda: outcomes()["quarantined:error"] == 1)
    quarantine = Quarantine(redis, settings)
    (case,) = quarantine.cases()
    assert "zerbrochen" in case.error
    assert "misbehaving.py" in case.traceback
    (tmp_path / "hooks" / "misbehaving.py").write_text("def step(article):\n    return article\n")
    pages.process.send_signal(signal.SIGTERM)
    pages.process.wait(20)
    worker("pages")
    replayed(settings)
    until(lambda: outcomes()["indexed"] == 1)
    assert len(quarantine) == 0


def replayed(settings):
    """What ``newsloom quarantine replay --all`` does, in a process of its own."""
    told = os.environ | {
        "NEWSLOOM_REDIS_URL": settings.redis_url.get_secret_value(),
        "NEWSLOOM_PREFIX": settings.prefix,
    }
    code = "from workers.cli import quarantine; quarantine(['replay', '--all'])"
    subprocess.run([sys.executable, "-c", code], env=told, check=True, cwd=Path(__file__).parents[2])


def test_a_process_that_grows_is_replaced(worker, send, outcomes):
    """Pain 7: memory is bounded for each process, whatever leaks."""
    pages = worker("pages", NEWSLOOM_CHILD_MEMORY="400000")
    worker("articles")
    until(pages.ready)
    before = children_of(pages.process.pid)
    send(*range(3), title="Dieser Text frisst")
    until(lambda: outcomes()["indexed"] == 3)
    until(lambda: not before & children_of(pages.process.pid))


def children_of(parent: int) -> set[int]:
    return {int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()}


def test_a_restart_of_redis_leaves_no_worker_deaf(worker, send, queues_server, outcomes):
    """Pain 6: after the connection is back, both workers take messages again, batches included."""
    worker("pages", NEWSLOOM_VISIBILITY_TIMEOUT="5"), worker("articles", NEWSLOOM_VISIBILITY_TIMEOUT="5")
    send(*range(5))
    until(lambda: outcomes()["indexed"] == 5)
    queues_server.kill()
    queues_server.start()
    send(*range(10, 15))
    until(lambda: outcomes()["indexed"] == 10, seconds=60)


def test_a_deaf_worker_ends_itself_so_that_another_is_started(worker, send):
    """Pain 6 again: a worker that takes nothing although its queue is full does not live on."""
    pages = worker("pages", NEWSLOOM_DEAF_AFTER="2")
    until(pages.ready)
    os.kill(next(iter(children_of(pages.process.pid))), signal.SIGSTOP)  # its only process hangs
    send(*range(10))
    until(lambda: pages.process.poll() is not None, seconds=60)
    assert "takes nothing although its queue is full" in pages.said()


def test_a_worker_that_is_killed_gives_its_pages_to_another(worker, send, redis, indexed):
    """Pains 2 and 5: nothing is lost, and what was begun twice is there once."""
    doomed = worker("pages", name="doomed", NEWSLOOM_VISIBILITY_TIMEOUT="3")
    pages = send(*range(40))
    until(lambda: redis.llen(PAGES_QUEUE) < 35)
    doomed.kill()
    worker("articles"), worker("pages", name="other", NEWSLOOM_VISIBILITY_TIMEOUT="3")
    until(lambda: len(indexed()) == 40, seconds=60)
    assert indexed() == sorted(page.url for page in pages)


def test_a_page_handed_to_a_worker_that_is_just_dying_is_not_lost(worker, send, redis):
    """Pain 2: Redis answers the waiting worker, which will never read the answer."""
    dying = worker("pages")
    send(1)
    until(lambda: redis.llen(ARTICLES_QUEUE) == 1)
    until(lambda: nothing_in_work(redis))
    os.killpg(dying.process.pid, signal.SIGSTOP)
    send(2)
    dying.kill()
    assert redis.llen(PAGES_QUEUE) + redis.hlen("unacked") == 1


def test_a_worker_asked_to_end_finishes_what_it_has_and_loses_nothing(worker, send, redis, indexed):
    first, articles = worker("pages", name="first"), worker("articles", name="batch", NEWSLOOM_BATCH_SECONDS="30")
    pages = send(*range(20))
    until(lambda: redis.llen(ARTICLES_QUEUE) + redis.hlen("unacked") > 3)
    for one in (first, articles):
        one.process.terminate()
    for one in (first, articles):
        one.process.wait(30)
    worker("articles"), worker("pages", name="second")
    until(lambda: len(indexed()) == 20)
    assert indexed() == sorted(page.url for page in pages)


def test_a_worker_takes_its_pages_through_a_sentinel(worker, send, sentinel, outcomes):
    through = f"redis+sentinel://127.0.0.1:{sentinel}/primary/0"
    worker("pages", NEWSLOOM_REDIS_URL=through)
    worker("articles", NEWSLOOM_REDIS_URL=through)
    send(1, 2)
    until(lambda: outcomes()["indexed"] == 2)


def test_the_heartbeat_says_what_a_worker_does(worker, send, redis, settings):
    worker("pages")
    worker("articles")
    send(*range(3))
    until(lambda: sum(beat.received for beat in health.beats(redis, settings) if beat.queues == ("pages",)) == 3)
    until(lambda: len(health.beats(redis, settings)) == 2)


def test_flower_sees_pages_and_articles_by_their_url(worker, send, settings):
    """Pain 11: events name each task's URL, for gathered messages too."""
    app = configured.__class__("watcher", set_as_current=False)
    app.conf.update(configuration(settings))
    seen: Counter[tuple[str, str]] = Counter()

    def note(event):
        if event["type"] == "task-received":
            seen[event["name"], event["args"]] += 1
        elif event["type"] == "task-succeeded":
            seen["ended", event["result"]] += 1

    worker("pages"), worker("articles")
    with app.connection() as connection:
        receiver = app.events.Receiver(connection, handlers={"*": note})
        url = a_numbered(7).url
        wanted = {(PAGE_FETCHED, url), (ARTICLE_MADE, url), ("ended", "indexed")}
        for place, _ in enumerate(receiver.itercapture(timeout=30, wakeup=False)):
            if place == 0:
                send(7)  # a worker's heartbeat has come: from here on nothing is missed
            if wanted <= seen.keys():
                break
    assert wanted <= seen.keys(), seen
