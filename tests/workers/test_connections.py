"""One way of writing an address of Redis, for the crawler, for us and for Celery."""

from workers.connections import broker, connect


def test_a_plain_address_is_celerys_own():
    assert broker("rediss://u:p@queue.example:6380/2") == ("rediss://u:p@queue.example:6380/2", {})


def test_sentinels_are_written_as_celery_knows_them():
    address, options = broker("redis+sentinel://u:p@s1.example:26379,s2.example:26380/primary/3")
    assert address == "sentinel://u:p@s1.example:26379/3;sentinel://u:p@s2.example:26380/3"
    assert options == {"master_name": "primary"}


def test_the_primary_is_found_through_its_sentinel(sentinel, redis):
    redis.set("here", "yes")
    assert connect(f"redis+sentinel://127.0.0.1:{sentinel}/primary/0").get("here") == b"yes"
