"""The local stack's settings, and the only place where ``deploy`` reads the environment."""

import os
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

HOST = "127.0.0.1"
PORTS = ("redis_port", "elasticsearch_port", "web_port", "flower_port")


class StackSettings(BaseSettings):
    """What an operator may set for the local stack, as ``NEWSLOOM_<NAME>`` or in ``.env``."""

    model_config = SettingsConfigDict(
        env_prefix="NEWSLOOM_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    home: Path = Field(default=Path("var"), description="Folder that holds all state of this installation.")
    cache: Path = Field(
        default=Path("~/.cache/newsloom"),
        description="Folder for Elasticsearch's jars; one for all of a user's installations.",
    )
    sources: Path = Field(default=Path("sources"), description="Folder with one TOML file per source.")
    prefix: str = Field(default="", description="Put before the name of every index, alias and Redis key.")
    redis_url: SecretStr | None = Field(
        default=None, description="A running Redis to use; without it `newsloom up` starts one on NEWSLOOM_REDIS_PORT."
    )
    redis_port: int = Field(default=7379, ge=1, le=65535, description="Port of the Redis that `newsloom up` starts.")
    elasticsearch_url: SecretStr | None = Field(
        default=None,
        description="A running Elasticsearch 9; without it `newsloom up` starts one on NEWSLOOM_ELASTICSEARCH_PORT.",
    )
    elasticsearch_port: int = Field(
        default=7200, ge=1, le=65535, description="Port of the Elasticsearch that `newsloom up` starts."
    )
    elasticsearch_heap: str = Field(
        default="1g", pattern=r"^\d+[mg]$", description="Java heap of that Elasticsearch, such as 512m or 4g."
    )
    web_port: int = Field(default=7080, ge=1, le=65535, description="Port of the web page and the HTTP API.")
    web_hosts: str = Field(
        default="127.0.0.1,localhost,[::1]",
        description="Names, with commas between them, under which the web page may be called; others are refused.",
    )
    flower_port: int = Field(default=7555, ge=1, le=65535, description="Port of Flower.")
    demo_port: int = Field(
        default=7081, ge=1, le=65535, description="Port of the demo newspapers, on 127.0.0.11 to 127.0.0.14."
    )
    operator_password: SecretStr | None = Field(
        default=None,
        description="Password of the user `operator` on operators' pages and Flower; "
        "without it one is made and kept in NEWSLOOM_HOME/operator-password.",
    )
    alerts_every: float = Field(
        default=30.0, ge=1, description="Seconds between two looks for what alerts have to tell."
    )
    log_bytes: int = Field(
        default=10_000_000,
        ge=1000,
        description="Size at which a process's log file is put aside; three old ones are kept.",
    )

    @property
    def folder(self) -> Path:
        """NEWSLOOM_HOME as an absolute path."""
        return self.home.expanduser().absolute()

    @property
    def ports(self) -> dict[str, int]:
        """The ports of what `newsloom up` starts, by their settings."""
        return {name: getattr(self, name) for name in PORTS}

    @property
    def redis_address(self) -> str:
        """Where Redis is, ours or the given one."""
        return self.redis_url.get_secret_value() if self.redis_url else f"redis://{HOST}:{self.redis_port}/0"

    @property
    def elasticsearch_address(self) -> str:
        """Where Elasticsearch is, ours or the given one."""
        if self.elasticsearch_url:
            return self.elasticsearch_url.get_secret_value().rstrip("/")
        return f"http://{HOST}:{self.elasticsearch_port}"

    @property
    def web_address(self) -> str:
        """Where the web page is."""
        return f"http://{HOST}:{self.web_port}"

    @property
    def web_host_names(self) -> tuple[str, ...]:
        """The names under which the web page may be called."""
        return tuple(name.strip() for name in self.web_hosts.split(",") if name.strip())

    @property
    def flower_address(self) -> str:
        """Where Flower is."""
        return f"http://{HOST}:{self.flower_port}"

    def environment(self) -> dict[str, str]:
        """These settings as environment variables, on top of our own, with absolute paths."""
        given = {f"NEWSLOOM_{name.upper()}": _text(value) for name, value in self if value is not None}
        return {**os.environ, **given, **_paths(self), "PYTHONUNBUFFERED": "1"}

    def addresses(self) -> dict[str, str]:
        """Where the servers are, as the other packages read it: they know of no ports."""
        return {"NEWSLOOM_REDIS_URL": self.redis_address, "NEWSLOOM_ELASTICSEARCH_URL": self.elasticsearch_address}


def _paths(settings: StackSettings) -> dict[str, str]:
    return {
        "NEWSLOOM_HOME": str(settings.folder),
        "NEWSLOOM_CACHE": str(settings.cache.expanduser().absolute()),
        "NEWSLOOM_SOURCES": str(settings.sources.expanduser().absolute()),
    }


def _text(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)
