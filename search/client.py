"""The connection to Elasticsearch, refused early when the other side is not one we can speak to."""

from typing import Any

from elasticsearch import Elasticsearch, TransportError
from elasticsearch import __version__ as client_version

from search.settings import SearchSettings

MAJOR = 9
"""The only major version of Elasticsearch that this client speaks to."""


OK = 200


class IndexUnavailable(Exception):
    """Elasticsearch cannot be reached or is too busy; the same call may succeed later."""


class WrongVersionError(RuntimeError):
    """Server and client are of different majors; trying again will not help."""


def connect(settings: SearchSettings) -> Elasticsearch:
    """A client for the address in the settings; nothing is sent before the first call."""
    key = settings.elasticsearch_api_key
    authority: dict[str, Any] = {"ca_certs": str(settings.elasticsearch_ca)} if settings.elasticsearch_ca else {}
    return Elasticsearch(
        settings.elasticsearch_url,
        api_key=key.get_secret_value() if key else None,
        **authority,
        request_timeout=settings.elasticsearch_timeout,
        # Retrying is the caller's: a task waits with backoff, a person is told at once.
        max_retries=0,
    )


def check_version(client: Elasticsearch) -> str:
    """The server's version; raises ``WrongVersionError`` or ``IndexUnavailable`` with what to do."""
    # Asked below the client in plain JSON: it would send its own media type, which a server of another major refuses
    # before it says who it is.
    headers = {**client._headers, "accept": "application/json"}  # noqa: SLF001 - the only place that holds the credentials
    try:
        found = client.transport.perform_request("GET", "/", headers=headers)
    except TransportError as error:
        raise IndexUnavailable(unreachable(client, error)) from error
    answer = found.body
    if found.meta.status != OK or not isinstance(answer, dict):
        raise IndexUnavailable(f"Elasticsearch at {address(client)} answered {found.meta.status}: {str(answer)[:200]}")
    version = str(answer["version"]["number"])
    if int(version.partition(".")[0]) != MAJOR:
        ours = ".".join(str(part) for part in client_version)
        raise WrongVersionError(
            f"{address(client)} is Elasticsearch {version}, and this client is {ours} - "
            f"use Elasticsearch {MAJOR}, or start the one that comes with Newsloom: newsloom up"
        )
    return version


def address(client: Elasticsearch) -> str:
    """Where the client connects to, without user and password."""
    return ", ".join(
        f"{node.config.scheme}://{node.config.host}:{node.config.port}" for node in client.transport.node_pool.all()
    )


def unreachable(client: Elasticsearch, error: Exception) -> str:
    """One sentence for a person: what cannot be reached, and how to start it."""
    kind = type(error).__name__
    return (
        f"Elasticsearch does not answer at {address(client)} ({kind}) - "
        "start one with: newsloom up, or set NEWSLOOM_ELASTICSEARCH_URL"
    )
