"""The frontier's operations, each one script on one shard or the same script on several."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

from crawler.frontier.entry import Entry, pack, unpack
from crawler.frontier.knowledge import Counts, Knowledge, counts_of, knowledge_of
from crawler.frontier.names import Names
from crawler.frontier.redis_client import AnyRedis
from crawler.frontier.scripts import Argument, Scripts
from crawler.page import Kind

_BATCH = 400
"""Entries in one script call: about 2 ms of Redis' time."""

FIRST = 0.0
"""Due time of what a person asked for: before everything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A claim on one entry that runs out by itself."""

    host: str
    token: str
    entry: Entry
    member: bytes
    """The entry as it lay in the queue."""
    recurring: bool
    forced: bytes = b""
    """The run that asked for a recurring entry now."""
    returned: int = 0
    """How often a crawler vanished while it held this entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a lease ends, and what the host may expect of us next."""

    lease: Lease
    again_at: float | None = None
    """Seconds since 1970 at which ``entry`` is due again; None: never."""
    entry: Entry | None = None
    """What to remember for that time; None: the entry as it was."""
    dead: bool = False
    """Given up, and kept where an operator can see it."""
    wait: float
    """Seconds until the host's next request."""
    hold: bool = False
    """The whole host waits that long: it said 429 or 503, or is down."""
    lanes: int = 1
    """Requests the host may have in flight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """When there is something to claim."""

    now: float
    """Seconds since 1970 by the frontier's clock."""
    next_at: float | None
    """When the first host is ready; None when nothing waits at all."""
    ready: tuple[str, ...]
    """Shards with a host that is ready now, the one that waited longest first."""


class OtherShardsError(RuntimeError):
    """The settings and the frontier's layout disagree; going on would lose sight of entries."""


class Frontier:
    """What is known of URLs and when they are due; shared by all crawler processes."""

    def __init__(
        self, redis: AnyRedis, *, prefix: str = "", shards: int = 16, clock: Callable[[], float] | None = None
    ) -> None:
        """``clock`` gives seconds since 1970 and is for tests.

        Without it Redis' own clock serves all processes alike.
        """
        self.redis = redis
        self.prefix = prefix
        self.shards = tuple(f"newsloom:{prefix}{{s{number:02}}}" for number in range(shards))
        self._scripts = Scripts(redis)
        self._names = Names(redis)
        self._clock = clock
        self._shape_is_sure = False

    def shard(self, host: str) -> str:
        """The shard that holds all of one host."""
        return self.shards[crc32(host.encode()) % len(self.shards)]

    async def make_sure(self) -> None:
        """Raise ``OtherShardsError`` when the frontier in this Redis was laid out with another number of shards."""
        if self._shape_is_sure:
            return
        key, own = f"newsloom:{self.prefix}shards", len(self.shards)
        laid_out = own if await self.redis.set(key, own, nx=True) else int(await self.redis.get(key) or own)
        if laid_out != own:
            raise OtherShardsError(
                f"the frontier in this Redis has {laid_out} shards, and NEWSLOOM_SHARDS is {own} - set it to {laid_out}"
            )
        self._shape_is_sure = True

    async def add(
        self, entries: Sequence[Entry], *, due: float | None = None, even_if_seen: bool = False
    ) -> list[bool]:
        """Take in entries whose URL is new, due at once or at ``due`` (seconds since 1970).

        Say of each whether it was taken in.
        """
        await self.make_sure()
        score, wanted = _milliseconds(time.time() if due is None else due), "1" if even_if_seen else "0"
        rows = [(entry.host, position, entry) for position, entry in enumerate(entries)]
        taken = [False] * len(rows)
        for shard, batch in self._batches(rows):
            await self._names.publish(shard, (entry for _, _, entry in batch))
            arguments: list[Argument] = [self._now()]
            for host, group in _grouped(batch).items():
                arguments += [host, len(group)]
                for _, entry in group:
                    arguments += [_signed(entry.fingerprint), score, pack(entry), wanted]
            flags = await self._scripts.run("add", shard, arguments)
            order = [position for group in _grouped(batch).values() for position, _ in group]
            for position, flag in zip(order, _text(flags), strict=True):
                taken[position] = flag == "1"
        return taken

    async def seen(self, hosts_and_fingerprints: Sequence[tuple[str, int]]) -> list[bool]:
        """Whether the frontier ever took in these URLs."""
        return await self._flags("look", [(host, (_signed(number),)) for host, number in hosts_and_fingerprints])

    async def note(self, hosts_and_fingerprints: Sequence[tuple[str, int]]) -> list[bool]:
        """Remember URLs without queueing them, such as the canonical form of a page just fetched.

        Say which were new.
        """
        return await self._flags("note", [(host, (_signed(number),)) for host, number in hosts_and_fingerprints])

    async def outlook(self) -> Outlook:
        """Look at all shards at once, without claiming."""
        return self._outlook(await self._scripts.look_over(self.shards, [self._now()]))

    def _outlook(self, answers: Sequence[Sequence[bytes]]) -> Outlook:
        now = max(int(answer[0]) for answer in answers) / 1000
        due = (at for answer in answers for at in answer[1:])
        times = sorted((int(at) / 1000, shard) for at, shard in zip(due, self.shards, strict=True) if at)
        ready = tuple(shard for at, shard in times if at <= now)
        return Outlook(now=now, next_at=times[0][0] if times else None, ready=ready)

    async def claim(self, wanted: int, *, lease: float, default_delay: float) -> tuple[list[Lease], Outlook]:
        """Lease up to ``wanted`` entries, at most one for each free lane of a host.

        Also say what the frontier looked like.
        """
        await self.make_sure()
        limits = (_milliseconds(lease), _milliseconds(default_delay))
        if self._scripts.one_server:
            arguments: list[Argument] = [self._now(), wanted, *limits]
            times, *found = await self._scripts.run_over("lease", self.shards, arguments)
            shards = [self.shards[position - 1] for position in found[::2]]
            given = zip(shards, found[1::2], strict=True)
            return [lease for shard, rows in given for lease in await self._leases(shard, rows)], self._outlook([times])
        outlook = await self.outlook()
        leases: list[Lease] = []
        for shard in outlook.ready:
            if len(leases) >= wanted:
                break
            rows = await self._scripts.run("claim", shard, [self._now(), wanted - len(leases), *limits])
            leases += await self._leases(shard, rows)
        return leases, outlook

    async def _leases(self, shard: str, rows: Sequence[bytes]) -> list[Lease]:
        """The leases in an answer of the script that claims."""
        claimed = [rows[start : start + 6] for start in range(0, len(rows), 6)]
        names = await self._names.resolve(shard, [member for *_, member, recurring in claimed if not recurring])
        return [_lease(row, names) for row in claimed]

    async def finish(self, endings: Sequence[Ending]) -> list[bool]:
        """End leases; False where a lease had run out, so that somebody else owns its work and nothing was changed."""
        return await self._flags("finish", [(ending.lease.host, _finish_arguments(ending)) for ending in endings])

    async def turn(self, host: str, *, token: str = "", lease: float, default_delay: float) -> tuple[str, float]:
        """Ask for a host's next turn outside the queue.

        The token and 0.0, or "" and the seconds to wait before asking again.
        """
        arguments: list[Argument] = [self._now(), host, token, _milliseconds(lease), _milliseconds(default_delay)]
        token_, wait = await self._scripts.run("turn", self.shard(host), arguments)
        return _text(token_), int(wait) / 1000

    async def end_turn(self, host: str, token: str, *, wait: float, hold: bool = False, lanes: int = 1) -> None:
        """Give back what ``turn`` gave."""
        arguments: list[Argument] = [
            host,
            token,
            _milliseconds(wait),
            "1" if hold else "0",
            lanes,
            "turn",
            0,
            "",
            "",
            "",
        ]
        await self._scripts.run("finish", self.shard(host), [self._now(), *arguments])

    async def sent(self, host: str, token: str, wait: float) -> None:
        """Say that the request is on its way, which opens the host's next lane after ``wait`` seconds."""
        await self._scripts.run("sent", self.shard(host), [self._now(), host, token, _milliseconds(wait)])

    async def fix(self, entries: Iterable[tuple[Entry, float]]) -> int:
        """Make sure that recurring entries exist, each due at a time when it is new; return how many were."""
        await self.make_sure()
        calls = [
            (entry.host, (entry.host, _fixed_key(entry), _milliseconds(due), pack(entry, whole=True)))
            for entry, due in entries
        ]
        return sum([await self._scripts.run("fix", shard, [self._now(), *rows]) for shard, rows in self._flat(calls)])

    async def unfix(self, entries: Iterable[Entry]) -> None:
        """Forget recurring entries."""
        calls = [(entry.host, (entry.host, _fixed_key(entry))) for entry in entries]
        for shard, rows in self._flat(calls):
            await self._scripts.run("unfix", shard, [self._now(), *rows])

    async def recurring(self) -> list[Entry]:
        """All recurring entries, in no order."""
        entries: list[Entry] = []
        for shard in self.shards:
            stored = await self.redis.hvals(f"{shard}:fixed")
            entries += [unpack(packed, "", {}) for packed in stored]
        return entries

    async def due_times(self, entries: Sequence[Entry]) -> list[float | None]:
        """When recurring entries are due, in seconds since 1970; None while one is being fetched."""
        times: list[float | None] = []
        for entry in entries:
            arguments: list[Argument] = [self._now(), entry.host, _fixed_key(entry)]
            (at,) = await self._scripts.run("due", self.shard(entry.host), arguments)
            times.append(float(at) / 1000 if at else None)
        return times

    async def known(self, url: str) -> Knowledge:
        """Where one URL stands; ``url`` is canonical."""
        entry = Entry(url=url, source="", kind=Kind.SEED)
        seen = (await self.seen([(entry.host, entry.fingerprint)]))[0]
        now = (await self.outlook()).now
        return await knowledge_of(self.redis, self._names, self.shard(entry.host), entry, now, seen=seen)

    async def counts(self) -> Counts:
        """How much there is of everything."""
        return counts_of(await self._scripts.run_all("count", [(shard, [self._now()]) for shard in self.shards]))

    async def force(self, entries: Iterable[Entry], run: bytes = b"") -> list[bool]:
        """Make recurring entries due at once, on behalf of a run; say of each whether it exists."""
        return await self._flags("force", [(entry.host, (entry.host, _fixed_key(entry), run)) for entry in entries])

    async def _flags(self, name: str, calls: Sequence[tuple[str, Sequence[Argument]]]) -> list[bool]:
        """Run one script over rows that belong to several shards; answers in the rows' order."""
        answers = [False] * len(calls)
        by_shard: dict[str, list[int]] = defaultdict(list)
        for position, (host, _) in enumerate(calls):
            by_shard[self.shard(host)].append(position)
        batches = [
            (shard, positions[start : start + _BATCH])
            for shard, positions in by_shard.items()
            for start in range(0, len(positions), _BATCH)
        ]
        requests = [
            (shard, _row(self._now(), *(argument for position in batch for argument in calls[position][1])))
            for shard, batch in batches
        ]
        for (_, batch), flags in zip(
            batches, await self._scripts.run_all(name, requests) if requests else [], strict=True
        ):
            for position, flag in zip(batch, _text(flags), strict=True):
                answers[position] = flag == "1"
        return answers

    def _batches(self, rows: Sequence[tuple[str, int, Entry]]) -> Iterable[tuple[str, list[tuple[str, int, Entry]]]]:
        by_shard: dict[str, list[tuple[str, int, Entry]]] = defaultdict(list)
        for row in rows:
            by_shard[self.shard(row[0])].append(row)
        for shard, group in by_shard.items():
            for start in range(0, len(group), _BATCH):
                yield shard, group[start : start + _BATCH]

    def _flat(self, calls: Sequence[tuple[str, Sequence[Argument]]]) -> Iterable[tuple[str, list[Argument]]]:
        by_shard: dict[str, list[Argument]] = defaultdict(list)
        for host, row in calls:
            by_shard[self.shard(host)] += row
        return by_shard.items()

    def _now(self) -> int:
        return _milliseconds(self._clock()) if self._clock else 0


def _lease(row: Sequence[bytes], names: Mapping[bytes, str]) -> Lease:
    host, token, returned, forced, member, recurring = row
    name = _text(host)
    return Lease(
        host=name,
        token=_text(token),
        entry=unpack(recurring or member, name, names),
        member=member,
        recurring=bool(recurring),
        forced=forced,
        returned=int(returned),
    )


def _finish_arguments(ending: Ending) -> list[Argument]:
    lease = ending.lease
    entry = ending.entry or lease.entry
    ended = "dead" if ending.dead else "done" if ending.again_at is None else "again"
    again = _milliseconds(ending.again_at or 0.0)
    member = lease.member if lease.recurring or ending.entry is None else pack(entry)
    return [
        lease.host, lease.token, _milliseconds(ending.wait), "1" if ending.hold else "0", ending.lanes,
        ended, again, member, pack(entry, whole=True) if lease.recurring else b"", lease.forced,
    ]  # fmt: skip


def _fixed_key(entry: Entry) -> bytes:
    """Roles are part of it: one address may be front page and article."""
    return ((entry.fingerprint ^ crc32(f"{entry.source} {entry.role}".encode())) & (2**64 - 1)).to_bytes(8, "big")


def _row(*arguments: Argument) -> list[Argument]:
    return list(arguments)


def _grouped(rows: Sequence[tuple[str, int, Entry]]) -> dict[str, list[tuple[int, Entry]]]:
    groups: dict[str, list[tuple[int, Entry]]] = defaultdict(list)
    for host, position, entry in rows:
        groups[host].append((position, entry))
    return groups


def _signed(number: int) -> int:
    """Redis' integers are signed."""
    return number - 2**64 if number >= 2**63 else number


def _milliseconds(seconds: float) -> int:
    return int(seconds * 1000)


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
