"""What is known and when it is due, in Redis: work is leased, never popped."""

from crawler.frontier.entry import Entry, Role
from crawler.frontier.redis_client import AnyRedis, open_redis
from crawler.frontier.store import Ending, Frontier, Lease, Outlook

__all__ = ["AnyRedis", "Ending", "Entry", "Frontier", "Lease", "Outlook", "Role", "open_redis"]
