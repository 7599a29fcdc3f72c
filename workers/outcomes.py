"""Every page ends in one outcome, with a reason where it is not the good one."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How a page ended with the workers."""

    INDEXED = "indexed"
    UNCHANGED = "unchanged"
    REVISED = "revised"
    REJECTED = "rejected"
    RETRY = "retry"
    QUARANTINED = "quarantined"


class Reason(StrEnum):
    """Why a page was rejected or quarantined."""

    # about the bytes
    EMPTY = "empty"
    NOT_HTML = "not_html"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    # about what the page is
    BOT_WALL = "bot_wall"
    CONSENT_WALL = "consent_wall"
    GALLERY = "gallery"
    JOB_AD = "job_ad"
    LEGAL_PAGE = "legal_page"
    LISTING = "listing"
    NOT_AN_ARTICLE = "not_an_article"
    OPTED_OUT = "opted_out"
    PAYWALLED_EMPTY = "paywalled_empty"
    SEARCH_PAGE = "search_page"
    SECTION_PAGE = "section_page"
    SOFT_404 = "soft_404"
    TOO_SHORT = "too_short"
    VIDEO = "video"
    # about us
    ERROR = "error"
    KILLED = "killed"
    MEMORY = "memory"
    REFUSED_BY_INDEX = "refused_by_index"
    TIMEOUT = "timeout"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A page that is no article of ours: an expected end, so a value and no exception."""

    reason: Reason
    detail: str | None = None
    """What a person would want to know beside the reason."""


def reason_of(word: str) -> Reason:
    """The reason of that name; a word that extraction alone knows counts as ``not_an_article``."""
    try:
        return Reason(word)
    except ValueError:
        return Reason.NOT_AN_ARTICLE


def in_one_word(outcome: str, reason: str | None) -> str:
    """Write an outcome as it is counted and told: ``indexed``, or ``rejected:too_short``."""
    return f"{outcome}:{reason}" if reason else outcome
