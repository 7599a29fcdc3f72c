"""Whether the servers whose addresses were given answer, and are ones that our clients speak with."""

import json
from importlib.metadata import version
from urllib.parse import urlsplit, urlunsplit

from deploy import health
from deploy.settings import StackSettings


class ServerUnfit(RuntimeError):
    """A given Redis or Elasticsearch cannot be reached or is of another major version."""


def check_servers(settings: StackSettings) -> None:
    """Ask each server that is not ours to start.

    Raises:
        ServerUnfit: One does not answer, or is not the one we need, with its address and what to do.
    """
    if settings.redis_url is not None:
        _check_redis(settings.redis_address)
    if settings.elasticsearch_url is not None:
        _check_elasticsearch(settings.elasticsearch_address)


def without_password(url: str) -> str:
    """An address as it may be shown and logged."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    shown = f"{parts.username or ''}:***@{parts.hostname}" + (f":{parts.port}" if parts.port else "")
    return urlunsplit(parts._replace(netloc=shown))


def _check_redis(url: str) -> None:
    answer = health.redis_health(url)
    if not answer.ok:
        raise ServerUnfit(
            f"Redis at {without_password(url)} does not answer ({answer.detail}) - "
            "start it, or unset NEWSLOOM_REDIS_URL so that `newsloom up` starts one"
        )


def _check_elasticsearch(url: str) -> None:
    answer = health.http_health(url)
    if not answer.ok:
        raise ServerUnfit(
            f"Elasticsearch at {without_password(url)} does not answer ({answer.detail}) - "
            "start it, or unset NEWSLOOM_ELASTICSEARCH_URL so that `newsloom up` starts one"
        )
    client = version("elasticsearch")
    server = _version_in(answer.detail)
    if server.split(".")[0] != client.split(".")[0]:
        raise ServerUnfit(
            f"Elasticsearch at {without_password(url)} is version {server}, but our client is version {client}: "
            f"the majors must be equal - use an Elasticsearch {client.split('.')[0]}, "
            "or unset NEWSLOOM_ELASTICSEARCH_URL so that `newsloom up` starts one"
        )


def _version_in(answer: str) -> str:
    try:
        return str(json.loads(answer)["version"]["number"])
    except (ValueError, KeyError, TypeError):
        return "unknown"
