"""What was written into indices since one looked last."""

from uuid import uuid4

import pytest

from search.changes import IN_ORDER, later_than, places, read_to
from tests.search.factories import an_article


@pytest.fixture
def alias(index):
    return index.names.alias("articles")


def written_since(index, place, read):
    index.refresh()
    answer = index.client.search(index=place.index, query=later_than(place.since(read)), sort=list(IN_ORDER))
    return [hit["_source"]["title"] for hit in answer["hits"]["hits"]]


def test_only_what_came_since_is_read_in_the_order_of_writing(index, alias):
    index.write([an_article("Vorher")])
    read = read_to(places(index.client, alias))
    for title in ("Eins", "Zwei"):
        index.write([an_article(title)])
    (place,) = [one for one in places(index.client, alias) if one.news(read)]
    assert written_since(index, place, read) == ["Eins", "Zwei"]


def test_where_nothing_was_written_there_is_no_news(index, alias):
    index.write([an_article("Ruhe")])
    read = read_to(places(index.client, alias))
    index.write([an_article("Ruhe")])
    assert not any(place.news(read) for place in places(index.client, alias))


def test_an_index_of_the_same_name_that_is_another_is_read_anew(index):
    name = f"{index.names.prefix}changes-{uuid4().hex[:6]}"
    index.client.indices.create(index=name)
    index.client.index(index=name, document={"id": "1"})
    read = read_to(places(index.client, name))
    index.client.indices.delete(index=name)
    index.client.indices.create(index=name)
    index.client.index(index=name, document={"id": "1"})
    (place,) = places(index.client, name)
    assert place.news(read)
    assert place.since(read) == -1


def test_of_several_shards_the_one_that_is_least_far_counts(index):
    name = f"{index.names.prefix}changes-{uuid4().hex[:6]}"
    index.client.indices.create(index=name, settings={"number_of_shards": 3})
    for number in range(20):
        index.client.index(index=name, id=str(number), document={"id": str(number)})
    (place,) = places(index.client, name)
    shards = index.client.indices.stats(index=name, level="shards")["indices"][name]["shards"].values()
    assert place.written == min(copies[0]["seq_no"]["global_checkpoint"] for copies in shards)


def test_an_alias_that_does_not_exist_has_no_places(index):
    assert places(index.client, f"{index.names.prefix}nothing") == ()
