"""A run of the alerts may die between any two requests to Elasticsearch: each story is told, once."""

import json
from datetime import timedelta

import pytest

from search import alerts
from search.client import IndexUnavailable
from search.saved import Saved, SavedSearches
from search.searcher import Searcher
from tests.search.factories import NOON, an_article
from tests.search.receivers import a_receiver

CRASHES = 40
"""More than a run has requests, so that every gap between two of them is one to die in."""

LATER = timedelta(minutes=11)
"""After which lock and claim of a dead run have run out."""


class Killed(BaseException):
    """The process is no more."""


class Dying:
    """A client's transport that makes so many requests, and then none."""

    def __init__(self, client, requests):
        self._perform = client.transport.perform_request
        self._left = requests
        client.transport.perform_request = self

    def __call__(self, *args, **kwargs):
        if not self._left:
            raise Killed
        self._left -= 1
        return self._perform(*args, **kwargs)


def test_wherever_a_run_dies_each_story_is_told_once(searcher, settings, index, tmp_path):
    chosen = settings.model_copy(update={"home": tmp_path, "webhook_private_hosts": "localhost"})
    searches = SavedSearches(searcher, chosen)
    deaths = 0
    with a_receiver() as receiver:
        saved = searches.save(Saved(name="Alarm", text="brücke", webhook=receiver.url), NOON)
        alerts.switch_on(searcher, saved.id, NOON, chosen)
        now = NOON
        for requests in range(CRASHES):
            index.write([an_article(f"Brücke {requests}", f"Eine Brücke mit der Nummer {requests}.")])
            mortal = Searcher.open(settings)
            Dying(mortal.client, requests)
            now += LATER
            try:
                alerts.run(mortal, now, chosen)
            except Killed:
                deaths += 1
        alerts.run(searcher, now + LATER, chosen)
    assert 10 < deaths < CRASHES
    found = alerts.found(searcher, saved.id)
    assert len({notice.story for notice in found}) == len(found) == CRASHES
    assert {notice.webhook for notice in found} == {"sent"}
    messages = {received.headers["webhook-id"]: received.body for received in receiver.received}
    told = [story["story"] for body in messages.values() for story in json.loads(body)["stories"]]
    assert sorted(told) == sorted(notice.story for notice in found)


def test_without_elasticsearch_a_run_says_where_it_looked(settings):
    nowhere = settings.model_copy(update={"elasticsearch_url": "http://127.0.0.1:9"})
    with pytest.raises(IndexUnavailable, match=r"127\.0\.0\.1:9"):
        alerts.run(Searcher.open(nowhere), NOON, nowhere)
