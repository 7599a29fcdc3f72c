"""What an operator can set of the workers, read from the environment in this one place."""

from functools import cache
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class WorkersSettings(BaseSettings):
    """Settings of the Celery workers; every one is an environment variable that begins with ``NEWSLOOM_``."""

    model_config = SettingsConfigDict(env_prefix="NEWSLOOM_", env_file=".env", extra="ignore", frozen=True)

    redis_url: SecretStr = Field(
        default=SecretStr("redis://127.0.0.1:7379/0"),
        description="Redis that carries the queues: redis://, rediss:// or redis+sentinel://host:port,host:port/service/db.",
    )
    prefix: str = Field(
        default="", description="Put before every index name and into every Redis key, so that several can share."
    )
    sources: Path = Field(default=Path("sources"), description="Folder of the sources' TOML files.")
    models: Path = Field(
        default=Path("var/models"), description="Folder of the models that were trained from this installation's index."
    )
    name_models: str = Field(
        default="",
        pattern=r"^(\s*[a-z]{2}\s*=[^,=]+(,|$))*$",
        description="spaCy or ONNX models that find names in place of ours: `de=de_core_news_lg,fr=/models/fr`.",
    )
    visibility_timeout: float = Field(
        default=180.0,
        gt=0,
        description="Seconds after which the pages of a worker that died go to another; above both hard limits.",
    )
    page_soft_limit: float = Field(
        default=20.0, gt=0, description="Seconds one page may take before it is stopped and put into quarantine."
    )
    page_hard_limit: float = Field(
        default=40.0, gt=0, description="Seconds after which the process that still works on one page is killed."
    )
    page_memory: int = Field(
        default=2_500_000,
        ge=500_000,
        description="Kilobytes of memory a process may take; a page for which it needs more is put into quarantine.",
    )
    page_largest: int = Field(
        default=12 * 1024 * 1024, gt=0, description="Bytes of HTML above which a page is rejected as too large."
    )
    page_attempts: int = Field(
        default=2, ge=1, description="How often a page may kill its process before it is put into quarantine."
    )
    child_pages: int = Field(
        default=2000, ge=1, description="Pages after which a worker's process is replaced by a fresh one."
    )
    child_memory: int = Field(
        default=700_000, ge=100_000, description="Kilobytes of resident memory after which a process is replaced."
    )
    worker_concurrency: int = Field(
        default=0, ge=0, description="Processes that work on pages at the same time; 0 means one for each core."
    )
    batch_articles: int = Field(default=100, ge=1, description="Articles that are indexed together at most.")
    batch_seconds: float = Field(
        default=2.0, gt=0, description="Seconds an article waits at most for others to be indexed with."
    )
    batch_limit: float = Field(default=120.0, gt=0, description="Seconds after which a stuck batch is killed.")
    backoff_first: float = Field(
        default=1.0, gt=0, description="Seconds until the first new attempt when Elasticsearch cannot be reached."
    )
    backoff_longest: float = Field(
        default=30.0, gt=0, description="Seconds between attempts at most; below the visibility timeout."
    )
    quarantine_messages: int = Field(
        default=2000,
        ge=1,
        description="Newest pages in quarantine that are kept whole; of older ones the report and the archive remain.",
    )
    deaf_after: float = Field(
        default=300.0,
        gt=0,
        description="Seconds without work although its queue is full, after which a worker ends so as to be restarted.",
    )
    site_pages: int = Field(
        default=128, ge=8, le=4096, description="Latest pages of each site that are remembered to find what it repeats."
    )

    def name_model(self, language: str | None) -> str | None:
        """The operator's own model that finds names in a language; None when ours does."""
        return self.chosen_models.get(language or "")

    @property
    def chosen_models(self) -> dict[str, str]:
        """Language and model of each in ``name_models``."""
        pairs = (part.partition("=") for part in self.name_models.split(",") if part.strip())
        return {language.strip(): model.strip() for language, _, model in pairs}

    def key(self, *parts: str) -> str:
        """Name of a Redis key of ours."""
        return f"newsloom:{self.prefix}{':'.join(parts)}"


@cache
def settings() -> WorkersSettings:
    """Read the environment once in each process."""
    return WorkersSettings()
