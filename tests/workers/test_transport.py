"""How messages are taken from the queues."""

from kombu import Connection, Consumer, Queue

from workers import transport


def took(redis, settings, count: int, *, prefetch: int) -> tuple[list[int], int]:
    """The messages in the order in which they came, and how often they were claimed."""
    transport.install()
    queue, came = Queue("together"), []

    def take(body, message):
        came.append(body["number"])
        message.ack()

    with Connection(settings.redis_url.get_secret_value()) as connection:
        with connection.Producer() as producer:
            for number in range(count):
                producer.publish({"number": number}, routing_key="together", declare=[queue])
        redis.config_resetstat()
        consumer = Consumer(connection.channel(), [queue], callbacks=[take], accept=["json"])
        consumer.qos(prefetch_count=prefetch)
        with consumer:
            while len(came) < count:
                connection.drain_events(timeout=10)
    return came, redis.info("commandstats")["cmdstat_eval"]["calls"]


def test_a_process_that_may_hold_many_messages_claims_them_together(redis, settings):
    """To ask for each by itself was a third of what the process that indexes did."""
    came, claims = took(redis, settings, 120, prefetch=200)
    assert came == list(range(120))
    assert claims <= 4  # fifty at once at most, and one more question may find nothing
    assert not redis.hlen("unacked")


def test_a_process_takes_no_more_than_it_may_hold(redis, settings):
    """Pages that wait in one process are pages that another could have."""
    came, claims = took(redis, settings, 10, prefetch=1)
    assert came == list(range(10))
    assert claims >= 10
