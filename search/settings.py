"""What an operator can set about search, read from the environment in this one place."""

from pathlib import Path
from typing import Literal

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
    api_keys_required: bool = Field(default=False, description="Whether the HTTP API answers only callers with a key.")
    api_rate: int = Field(default=120, ge=1, description="Questions a minute that the HTTP API answers one caller.")
    web_url: str = Field(
        default="http://127.0.0.1:7080",
        pattern=r"^https?://[^/\s]+(/[^\s]*)?$",
        description="Address under which people reach the web page; alerts link to it.",
    )
    alert_most: int = Field(
        default=3000,
        ge=1,
        description="Stories of the last 30 days above which an alert is too wide to be switched on.",
    )
    alert_attempts: int = Field(
        default=12, ge=1, description="Attempts at one delivery before it is given up; twelve span about 20 hours."
    )
    webhook_key: SecretStr | None = Field(
        default=None,
        min_length=24,
        description="Key from which each webhook's secret is made, the same on every machine that runs alerts; "
        "without it one is made and kept in NEWSLOOM_HOME/webhook-key.",
    )
    webhook_private_hosts: str = Field(
        default="",
        description="Names of hosts, with commas between, that webhooks may reach at private addresses and by http.",
    )
    webhook_ca: Path | None = Field(
        default=None, description="File of an authority beside the public ones that signs webhooks' certificates."
    )
    smtp_host: str = Field(default="", description="Mail server that takes alerts; empty: no alert goes out by e-mail.")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Port of the mail server.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How the connection to the mail server is protected: starttls, tls or none."
    )
    smtp_ca: Path | None = Field(
        default=None, description="File of the authority that signed the mail server's certificate."
    )
    smtp_user: str = Field(default="", description="User at the mail server; empty: it asks for none.")
    smtp_password: SecretStr | None = Field(default=None, description="Password at the mail server.")
    mail_from: str = Field(default="newsloom@localhost", description="Sender of alerts by e-mail.")

    @property
    def private_hosts(self) -> frozenset[str]:
        """Hosts that webhooks may reach at private addresses."""
        return frozenset(name.strip().lower() for name in self.webhook_private_hosts.split(",") if name.strip())
