"""Remember which messages are being worked on, so that one that kills its process cannot come back for ever."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis
    from redis.client import Pipeline

    from workers.settings import WorkersSettings


def attempts_key(settings: "WorkersSettings") -> str:
    """Redis hash from message to the number of attempts that were begun and not ended."""
    return settings.key("attempts")


def begin(redis: "Redis[bytes]", settings: "WorkersSettings", messages: "Sequence[str]") -> list[int]:
    """Count an attempt at each message; 1 means that none before it was cut short."""
    pipe = redis.pipeline(transaction=False)
    for message in messages:
        count(pipe, settings, message)
    return [int(attempt) for attempt in pipe.execute()]


def count(pipe: "Pipeline[bytes]", settings: "WorkersSettings", message: str) -> None:
    """The same of one message in a trip that asks for more; its answer is the count."""
    pipe.hincrby(attempts_key(settings), message, 1)


def end(redis: "Redis[bytes] | Pipeline[bytes]", settings: "WorkersSettings", messages: "Sequence[str]") -> None:
    """Forget messages whose attempt ended, however it ended."""
    if messages:
        redis.hdel(attempts_key(settings), *messages)
