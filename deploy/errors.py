"""Expected failures in words that say what, where and what to do."""

from pydantic import ValidationError

from deploy import stack, versions
from deploy.local_elasticsearch.jars import JarMissing, JarRefused
from deploy.local_elasticsearch.java import NoJava
from deploy.local_redis import NoRedis
from deploy.settings import StackSettings
from deploy.stack import NotStarted
from deploy.state import AlreadyRunning
from deploy.up import PortTaken

# Their messages say all there is to say.
OURS = (AlreadyRunning, JarMissing, JarRefused, NoJava, NoRedis, NotStarted, PortTaken, versions.ServerUnfit)
# Those of the other packages and of the clients are named by text, so that a command imports only what it needs.
SPEAKING = (
    "crawler.archive.NoArchiveError",
    "crawler.crawling.CannotCrawlError",
    "crawler.guard.NoContactError",
    "crawler.sources.MalformedSourceError",
    "deploy.demo.cli.DemoFailedError",
    "search.client.IndexUnavailable",
    "search.client.WrongVersionError",
    "workers.captured.MalformedCaptureError",
    "workers.extraction.overrides.UnreadableSelectorError",
)
REDIS_ERRORS = (
    "redis.exceptions.ConnectionError",
    "redis.exceptions.TimeoutError",
    "kombu.exceptions.OperationalError",
)
ELASTICSEARCH_ERRORS = (
    "elastic_transport.ConnectionError",
    "elastic_transport.ConnectionTimeout",
    "search.index.IndexUnavailable",
)


def explain(error: Exception) -> str | None:
    """What to tell the user instead of a stack trace; None for what nobody expected."""
    if isinstance(error, OURS):
        return str(error)
    if isinstance(error, ValidationError):
        return _unfit_settings(error)
    kinds = {f"{kind.__module__}.{kind.__name__}" for kind in type(error).__mro__}
    if kinds & set(SPEAKING):
        return str(error)
    settings = stack.as_running(StackSettings())
    if kinds & _all_spellings(REDIS_ERRORS):
        return _unreachable("Redis", settings.redis_address, "NEWSLOOM_REDIS_URL", error)
    if kinds & _all_spellings(ELASTICSEARCH_ERRORS):
        return _unreachable("Elasticsearch", settings.elasticsearch_address, "NEWSLOOM_ELASTICSEARCH_URL", error)
    return None


def _unfit_settings(error: ValidationError) -> str:
    """Which variable holds what it should not."""
    lines = (f"NEWSLOOM_{'_'.join(map(str, each['loc'])).upper()}: {each['msg']}" for each in error.errors())
    return "; ".join(lines) + " - correct it in the environment or in .env"


def _all_spellings(names: tuple[str, ...]) -> set[str]:
    """Clients define some of them in a private module: ``elastic_transport._exceptions.ConnectionError``."""
    private = {name.replace("elastic_transport.", "elastic_transport._exceptions.") for name in names}
    return {*names, *private}


def _unreachable(what: str, url: str, setting: str, error: Exception) -> str:
    return (
        f"{what} at {versions.without_password(url)} cannot be reached ({error}) - "
        f"start it with `newsloom up`, or set {setting} to one that runs"
    )
