"""What is known and when it is due, in Redis: work is leased, never popped."""

from crawler.frontier.entry import Entry, Role
from crawler.frontier.knowledge import Counts, Knowledge
from crawler.frontier.redis_client import AnyRedis, open_redis
from crawler.frontier.store import Ending, Frontier, Lease, OtherShardsError, Outlook

__all__ = [
    "AnyRedis",
    "Counts",
    "Ending",
    "Entry",
    "Frontier",
    "Knowledge",
    "Lease",
    "OtherShardsError",
    "Outlook",
    "Role",
    "open_redis",
]
