"""The frontier on a real Redis, with a clock that the test turns."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import redis as redis_client

from crawler.frontier import Ending, Entry, Frontier, OtherShardsError, Role, open_redis
from crawler.page import Kind

NOW = 1_800_000_000.0


class Clock:
    """Time, as far as the frontier is concerned."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def run(database: str, clock: Clock) -> Callable[[Callable[[Frontier], Awaitable[Any]]], Any]:
    """Run a coroutine with a frontier on an empty database."""

    def running(test: Callable[[Frontier], Awaitable[Any]]) -> Any:
        async def within() -> Any:
            frontier = Frontier(open_redis(database), clock=clock, shards=4)
            try:
                return await test(frontier)
            finally:
                await frontier.redis.aclose()

        return asyncio.run(within())

    return running


def a_page(path: str = "/a", host: str = "www.example.org", **fields: Any) -> Entry:
    return Entry(**{"url": f"https://{host}{path}", "source": "example", "kind": Kind.FEED} | fields)


def a_feed(path: str = "/rss", host: str = "www.example.org", **fields: Any) -> Entry:
    return a_page(path, host, **{"kind": Kind.SEED, "role": Role.FEED} | fields)


async def claim(frontier: Frontier, wanted: int = 10, *, lease: float = 60, delay: float = 1) -> list[Any]:
    return (await frontier.claim(wanted, lease=lease, default_delay=delay))[0]


def test_an_entry_comes_back_as_it_was_put_in(run, clock: Clock) -> None:
    """Nothing is lost between adding and claiming."""
    entry = a_page(
        found_in="https://www.example.org/rss",
        title="Ä",
        summary="s",
        authors=("A", "B"),
        tags=("t",),
        run="r",
        etag='"e"',
        attempts=2,
    )

    async def test(frontier: Frontier) -> Entry:
        await frontier.add([entry], due=NOW)
        fresh = Frontier(frontier.redis, clock=clock, shards=4)  # another process, which knows no names
        return (await claim(fresh))[0].entry

    assert run(test) == entry


def test_a_url_is_taken_in_once(run) -> None:
    """The seen-set is exact: the second mention of a URL is refused, also after it was fetched."""

    async def test(frontier: Frontier) -> tuple[list[bool], ...]:
        first = await frontier.add([a_page("/a"), a_page("/b"), a_page("/a")], due=NOW)
        (lease,) = await claim(frontier)
        await frontier.finish([Ending(lease=lease, wait=0)])
        return first, await frontier.add([a_page("/a"), a_page("/b"), a_page("/c")], due=NOW)

    assert run(test) == ([True, True, False], [False, False, True])


def test_the_seen_set_stays_exact_while_it_grows(run) -> None:
    """Splitting buckets loses nothing and invents nothing; all buckets keep Redis' compact form."""

    async def test(frontier: Frontier) -> tuple[int, bool, set[bytes]]:
        numbers = [(f"h{number % 5}.example", (number * 0x9E3779B97F4A7C15) % 2**64) for number in range(20_000)]
        new = sum(await frontier.note(numbers[:15_000]))
        known = all(await frontier.seen(numbers[:15_000])) and not any(await frontier.seen(numbers[15_000:]))
        forms = {await frontier.redis.object("encoding", key) async for key in frontier.redis.scan_iter("*:s:*")}
        return new, known, forms

    assert run(test) == (15_000, True, {b"intset"})


def test_one_host_gives_one_url_at_a_time_and_waits_its_delay(run, clock: Clock) -> None:
    """Pain 3 and 23: the host's next allowed time is kept with the queue, for whoever asks."""

    async def test(frontier: Frontier) -> None:
        await frontier.add([a_page("/a"), a_page("/b")], due=NOW)
        (lease,) = await claim(frontier)
        assert await claim(frontier) == []
        clock.now += 5
        assert await claim(frontier) == []  # still in flight
        await frontier.finish([Ending(lease=lease, wait=2)])
        clock.now += 1.9
        another_process = Frontier(frontier.redis, clock=clock, shards=4)
        assert await claim(another_process) == []
        clock.now += 0.2
        assert len(await claim(another_process)) == 1

    run(test)


def test_hosts_that_waited_longest_come_first_and_none_twice(run) -> None:
    """Pain 4: work is spread over hosts, whatever the length of their queues."""

    async def test(frontier: Frontier) -> list[str]:
        await frontier.add([a_page(f"/{n}", "long.example") for n in range(50)], due=NOW)
        await frontier.add([a_page("/x", "short.example")], due=NOW - 60)
        leases = await claim(frontier, 1) + await claim(frontier, 10)
        return [lease.host for lease in leases]

    assert run(test) == ["short.example", "long.example"]


def test_a_lease_that_runs_out_comes_back_to_somebody_else(run, clock: Clock) -> None:
    """Pain 2: what a crawler held when it died is claimed again, and how often that happened is told."""

    async def test(frontier: Frontier) -> tuple[int, int]:
        await frontier.add([a_page()], due=NOW)
        await claim(frontier, lease=60)
        clock.now += 59
        early = len(await claim(frontier))
        clock.now += 2
        (again,) = await claim(frontier)
        return early, again.returned

    assert run(test) == (0, 1)


def test_a_late_ending_changes_nothing(run, clock: Clock) -> None:
    """The fencing token keeps a crawler that was thought dead from undoing newer work."""

    async def test(frontier: Frontier) -> None:
        await frontier.add([a_page()], due=NOW)
        (old,) = await claim(frontier, lease=60)
        clock.now += 61
        (new,) = await claim(frontier, lease=60)
        assert await frontier.finish([Ending(lease=old, wait=0)]) == [False]
        assert await frontier.finish([Ending(lease=new, again_at=clock.now + 100, wait=0)]) == [True]
        assert await frontier.finish([Ending(lease=old, wait=0)]) == [False]
        clock.now += 101
        assert len(await claim(frontier)) == 1

    run(test)


def test_a_waiting_entry_is_due_at_its_time(run, clock: Clock) -> None:
    """Revisits are frontier entries with a due time; nothing sleeps on them elsewhere."""

    async def test(frontier: Frontier) -> None:
        await frontier.add([a_page()], due=NOW)
        (lease,) = await claim(frontier)
        await frontier.finish([Ending(lease=lease, again_at=NOW + 3600, entry=a_page(visit=2), wait=1)])
        clock.now += 3599
        assert await claim(frontier) == []
        assert (await frontier.outlook()).next_at == NOW + 3600
        clock.now += 2
        assert (await claim(frontier))[0].entry.visit == 2

    run(test)


def test_a_host_that_is_held_gives_nothing_until_then(run, clock: Clock) -> None:
    """429 holds the whole host, and its usual delay is remembered."""

    async def test(frontier: Frontier) -> None:
        await frontier.add([a_page("/a"), a_page("/b"), a_page("/c")], due=NOW)
        (lease,) = await claim(frontier)
        await frontier.finish([Ending(lease=lease, again_at=NOW, wait=300, hold=True)])
        clock.now += 299
        assert await claim(frontier) == []
        clock.now += 2
        assert len(await claim(frontier)) == 1

    run(test)


def test_two_lanes_let_two_requests_fly_but_never_start_together(run, clock: Clock) -> None:
    """A source may allow more requests in flight; the delay then runs from when the last one was sent."""

    async def test(frontier: Frontier) -> None:
        await frontier.add([a_page(f"/{n}") for n in range(5)], due=NOW)
        (first,) = await claim(frontier)
        await frontier.finish([Ending(lease=first, wait=1, lanes=2)])
        clock.now += 1.1
        (second,) = await claim(frontier)
        clock.now += 5
        assert await claim(frontier) == []  # not sent yet
        await frontier.sent(second.host, second.token, 1)
        clock.now += 0.9
        assert await claim(frontier) == []
        clock.now += 0.2
        (third,) = await claim(frontier)
        await frontier.sent(third.host, third.token, 1)
        clock.now += 2
        assert await claim(frontier) == []  # both lanes are taken
        await frontier.finish([Ending(lease=second, wait=1, lanes=2)])
        assert len(await claim(frontier)) == 1

    run(test)


def test_a_host_without_delay_gives_an_entry_for_each_lane_at_once(run, clock: Clock) -> None:
    """Nothing runs from the sending then, so no lane waits for another's."""

    async def test(frontier: Frontier) -> None:
        await frontier.add([a_page(f"/{n}") for n in range(9)], due=NOW)
        (first,) = await claim(frontier)
        await frontier.finish([Ending(lease=first, wait=0, lanes=3)])
        clock.now += 1.1  # the first was claimed before the source's delay was known
        three = await claim(frontier)
        assert len(three) == 3
        assert await claim(frontier) == []  # all lanes are taken
        await frontier.finish([Ending(lease=three[0], wait=0, lanes=3)])
        (fifth,) = await claim(frontier)
        await frontier.finish([Ending(lease=fifth, wait=1, lanes=3)])  # the source asks for a delay by now
        (_,) = await claim(frontier)
        clock.now += 5
        assert await claim(frontier) == []  # the lane that is free waits for that one's sending

    run(test)


def test_a_turn_outside_the_queue_respects_the_same_delay(run, clock: Clock) -> None:
    """Redirects to another host take that host's turn like any claim."""

    async def test(frontier: Frontier) -> None:
        await frontier.add([a_page()], due=NOW)
        token, wait = await frontier.turn("www.example.org", lease=60, default_delay=2)
        assert token
        assert wait == 0
        assert await claim(frontier) == []
        assert (await frontier.turn("www.example.org", lease=60, default_delay=2))[0] == ""
        await frontier.end_turn("www.example.org", token, wait=2)
        clock.now += 1.9
        assert await claim(frontier) == []
        clock.now += 0.2
        assert len(await claim(frontier)) == 1

    run(test)


def test_a_turn_whose_holder_died_comes_free(run, clock: Clock) -> None:
    """A redirect in flight when its crawler died blocks the other host no longer than a lease."""

    async def test(frontier: Frontier) -> None:
        await frontier.add([a_page()], due=NOW)
        await frontier.turn("www.example.org", lease=60, default_delay=1)
        clock.now += 61
        assert len(await claim(frontier)) == 1

    run(test)


def test_recurring_entries_keep_their_state_when_the_catalogue_is_read_again(run, clock: Clock) -> None:
    """Pain 10: an entry is neither doubled nor reset by a second mention."""

    async def test(frontier: Frontier) -> None:
        assert await frontier.fix([(a_feed(), NOW)]) == 1
        (lease,) = await claim(frontier)
        await frontier.finish([Ending(lease=lease, again_at=NOW + 600, entry=a_feed(etag='"x"', found=7), wait=1)])
        assert await frontier.fix([(a_feed(), NOW)]) == 0
        clock.now += 300
        assert await claim(frontier) == []
        clock.now += 301
        (again,) = await claim(frontier)
        assert (again.entry.etag, again.entry.found, again.recurring) == ('"x"', 7, True)
        assert [entry.found for entry in await frontier.recurring()] == [7]

    run(test)


def test_a_forced_entry_runs_once_more_also_when_it_is_in_flight(run, clock: Clock) -> None:
    """A run asks for a feed now; a run that asks while it is being fetched gets a fetch of its own."""

    async def test(frontier: Frontier) -> None:
        await frontier.fix([(a_feed(), NOW + 9000)])
        assert await frontier.force([a_feed(), a_feed("/other")], b"run-1") == [True, False]
        (first,) = await claim(frontier)
        assert first.forced == b"run-1"
        await frontier.force([a_feed()], b"run-2")
        await frontier.finish([Ending(lease=first, again_at=NOW + 9000, wait=1)])
        clock.now += 2
        (second,) = await claim(frontier)
        assert second.forced == b"run-2"
        await frontier.finish([Ending(lease=second, again_at=NOW + 9000, wait=1)])
        clock.now += 2
        assert await claim(frontier) == []

    run(test)


def test_a_recurring_entry_that_is_forgotten_never_comes_again(run, clock: Clock) -> None:
    """Also not when it was in flight."""

    async def test(frontier: Frontier) -> None:
        await frontier.fix([(a_feed(), NOW)])
        (lease,) = await claim(frontier)
        await frontier.unfix([a_feed()])
        await frontier.finish([Ending(lease=lease, again_at=NOW + 1, wait=1)])
        clock.now += 100
        assert await claim(frontier) == []

    run(test)


def test_states_have_names_and_are_counted(run, clock: Clock) -> None:
    """due, leased, waiting, done, dead: what an operator sees adds up."""

    async def test(frontier: Frontier) -> Any:
        await frontier.add([a_page(f"/{n}", f"h{n}.example") for n in range(6)], due=NOW)
        await frontier.add([a_page("/later", "h9.example")], due=NOW + 60)
        done, dead, *_ = await claim(frontier, 3)
        await frontier.finish([Ending(lease=done, wait=0), Ending(lease=dead, wait=0, dead=True)])
        clock.now += 5
        return await frontier.counts()

    counts = run(test)
    assert (counts.due, counts.leased, counts.waiting, counts.done, counts.dead, counts.seen) == (3, 1, 1, 1, 1, 7)
    assert counts.oldest_ready == pytest.approx(5)


@pytest.mark.parametrize(
    ("state", "steps"), [("due", 0), ("leased", 1), ("waiting", 2), ("done", 3), ("dead", 4), ("unknown", 5)]
)
def test_a_person_can_ask_for_the_state_of_one_url(run, state: str, steps: int) -> None:
    """``newsloom explain`` knows where a URL stands."""

    async def test(frontier: Frontier) -> str:
        if steps < 5:
            await frontier.add([a_page()], due=NOW)
        if 1 <= steps < 5:
            (lease,) = await claim(frontier)
        match steps:
            case 2:
                await frontier.finish([Ending(lease=lease, again_at=NOW + 60, wait=0)])
            case 3:
                await frontier.finish([Ending(lease=lease, wait=0)])
            case 4:
                await frontier.finish([Ending(lease=lease, wait=0, dead=True)])
            case _:
                pass
        return (await frontier.known("https://www.example.org/a")).state

    assert run(test) == state


def test_a_feed_has_a_state_too(run) -> None:
    """``newsloom explain`` knows recurring entries as well."""

    async def test(frontier: Frontier) -> str:
        await frontier.fix([(a_feed(), NOW + 60)])
        return (await frontier.known("https://www.example.org/rss")).state

    assert run(test) == "waiting"


def test_another_number_of_shards_is_refused(run) -> None:
    """Entries would be looked for where they are not."""

    async def test(frontier: Frontier) -> None:
        await frontier.add([a_page()], due=NOW)
        with pytest.raises(OtherShardsError, match="has 4 shards, and NEWSLOOM_SHARDS is 8 - set it to 4"):
            await Frontier(frontier.redis, shards=8).claim(1, lease=1, default_delay=1)

    run(test)


def test_nothing_in_redis_is_a_pickle(run, client: redis_client.Redis) -> None:
    """Pain 24: whoever can write to Redis cannot make a crawler run code."""

    async def test(frontier: Frontier) -> None:
        await frontier.add([a_page()], due=NOW)
        await frontier.fix([(a_feed(), NOW)])

    run(test)
    values = [client.dump(key) for key in client.scan_iter()]
    assert values
    assert not any(b"\x80\x04\x95" in value or b"\x80\x05" in value for value in values)


def test_a_claim_over_all_shards_serves_who_waited_longest_and_no_more_than_wanted(run: Any) -> None:
    """Hosts of several shards that became due one after the other, claimed three at a time."""
    hosts = [f"host{number}.example" for number in range(8)]

    async def test(frontier: Frontier) -> list[list[str]]:
        assert len({frontier.shard(host) for host in hosts}) > 1
        for number, host in enumerate(hosts):
            await frontier.add([a_page(host=host)], due=NOW - 100 + number)
        taken = [[lease.host for lease in await claim(frontier, 3)] for _ in range(4)]
        shards = list(dict.fromkeys(map(frontier.shard, hosts)))
        assert taken[0] == sorted(hosts, key=lambda host: (shards.index(frontier.shard(host)), host))[:3]
        return taken

    taken = run(test)
    assert [len(some) for some in taken] == [3, 3, 2, 0]
    assert sorted(host for some in taken for host in some) == hosts


def test_more_than_a_socket_takes_at_once_arrives_whole(database: str) -> None:
    """Commands are sent without waiting; what the network did not take is waited for."""

    async def within() -> list[int]:
        redis = open_redis(database)
        try:
            values = [bytes([number]) * 9_000_000 for number in range(4)]
            await asyncio.gather(*(redis.set(f"large{number}", value) for number, value in enumerate(values)))
            return [int(await redis.strlen(f"large{number}")) for number in range(4)]
        finally:
            await redis.aclose()

    assert asyncio.run(within()) == [9_000_000] * 4
