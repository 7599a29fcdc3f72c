"""What an operator can set about search, read from the environment in this one place."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class SearchSettings(BaseSettings):
    """Settings of search; each is an environment variable with ``NEWSLOOM_`` in front."""

    model_config = SettingsConfigDict(env_prefix="NEWSLOOM_", env_file=".env", extra="ignore", frozen=True)

    home: Path = Field(default=Path("var"), description="Folder that holds all state of this installation.")
    elasticsearch_url: str = Field(
        default="http://127.0.0.1:7200",
        description="Address of Elasticsearch 9; user and password may stand in it.",
    )
    elasticsearch_api_key: SecretStr | None = Field(
        default=None, description="API key for Elasticsearch, in place of user and password."
    )
    elasticsearch_ca: Path | None = Field(
        default=None, description="File of the authority that signed Elasticsearch's certificate."
    )
    elasticsearch_timeout: float = Field(
        default=30.0, gt=0, description="Seconds to wait for one answer of Elasticsearch."
    )
    prefix: str = Field(
        default="",
        pattern=r"^([a-z0-9][a-z0-9_-]*)?$",
        description="Put before the name of every index, alias, template and Redis key.",
    )
    keep_days: int | None = Field(
        default=None,
        ge=1,
        description="Days after which a full cluster deletes a month's articles; empty keeps them for ever.",
    )
    replicas: str = Field(default="0-1", pattern=r"^\d+-(\d+|all)$", description="Least and most copies of each index.")
    synonyms: Path | None = Field(
        default=None,
        description="File of synonyms, one group of words a line with commas between; read anew when it changes.",
    )
