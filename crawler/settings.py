"""The crawler's settings, and the only place where it reads the environment."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

Verdict = Literal["ignore", "flag", "refuse"]


class CrawlerSettings(BaseSettings):
    """What an operator may set for the crawler, as ``NEWSLOOM_<NAME>`` or in ``.env``."""

    model_config = SettingsConfigDict(env_prefix="NEWSLOOM_", env_file=".env", extra="ignore", frozen=True)

    home: Path = Field(default=Path("var"), description="Folder that holds all state of this installation.")
    sources: Path = Field(default=Path("sources"), description="Folder with one TOML file per source.")
    redis_url: SecretStr = Field(
        default=SecretStr("redis://127.0.0.1:7379/0"),
        description="Redis that carries the queues: redis://, rediss:// or redis+sentinel://host:port,host:port/service/db.",
    )
    frontier_url: SecretStr | None = Field(
        default=None,
        description="Redis of the frontier when it is another one; redis+cluster://host:port is understood as well.",
    )
    prefix: str = Field(default="", description="Put before the name of every index, alias and Redis key.")
    contact: str = Field(
        default="",
        description="Mail address or URL of whoever answers for this crawler, in the User-Agent; public hosts need it.",
    )
    shards: int = Field(default=16, ge=1, le=1024, description="Parts of the frontier; fixed once there are entries.")
    concurrency: int = Field(default=32, ge=1, le=1000, description="Fetches in flight in one crawler process.")
    delay: float = Field(
        default=1.0, ge=0, description="Seconds between two requests to one host, unless source or robots.txt say more."
    )
    longest_delay: float = Field(
        default=60.0, gt=0, description="Seconds beyond which neither latency nor a crawl-delay slows a host."
    )
    lease: float = Field(
        default=180.0, gt=0, description="Seconds after which a claimed URL comes back when its crawler is gone."
    )
    timeout: float = Field(default=30.0, gt=0, description="Seconds that one HTTP exchange may take from start to end.")
    largest_page: int = Field(default=10_000_000, gt=0, description="Bytes of a body, before and after decompression.")
    redirects: int = Field(default=5, ge=0, description="Redirects that one fetch follows.")
    attempts: int = Field(
        default=4, ge=1, description="Fetches of a URL that fail for passing reasons before it is given up."
    )
    pages_limit: int = Field(
        default=1000, ge=1, description="Messages in the queue of pages at which the crawler stops claiming."
    )
    pages_limit_bytes: int = Field(
        default=256_000_000, ge=1, description="Bytes in the queue of pages at which the crawler stops claiming."
    )
    archive: bool = Field(default=True, description="Write every exchange to WARC files under NEWSLOOM_HOME/archive.")
    archive_file_bytes: int = Field(
        default=1_000_000_000, gt=0, description="Size at which a WARC file is closed and the next begun."
    )
    robots_hours: float = Field(
        default=24.0, gt=0, le=24, description="Hours for which a robots.txt is remembered (RFC 9309: a day)."
    )
    opt_out_robots: Verdict = Field(default="refuse", description="What a robots.txt that disallows the URL does.")
    opt_out_noindex: Verdict = Field(default="flag", description="What noindex in X-Robots-Tag or meta robots does.")
    opt_out_noarchive: Verdict = Field(default="flag", description="What noarchive does.")
    opt_out_noai: Verdict = Field(default="flag", description="What noai and noimageai do.")
    opt_out_tdm: Verdict = Field(
        default="flag", description="What a reservation of text and data mining (TDMRep) does."
    )
    tls_authorities: Path | None = Field(
        default=None,
        description="File of certificates to trust beside the system's; verification itself cannot be switched off.",
    )
    websub_callback: str = Field(
        default="",
        description="Public address of this installation's web page, where WebSub hubs reach it; empty: no WebSub.",
    )
    browser: str = Field(default="", description="Chromium for sources with render = true; empty: the one on PATH.")
    metrics_seconds: float = Field(
        default=5.0, gt=0, description="Seconds between two heartbeats of a crawler process."
    )

    @property
    def user_agent(self) -> str:
        """Who we are, honestly, with a contact address when there is one."""
        return f"Newsloom/0.1 (+{self.contact})" if self.contact else "Newsloom/0.1"
