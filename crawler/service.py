"""The long-lived crawler process: Scrapy with our scheduler, middleware and spider, and nothing of its own."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
from typing import Any

from redis.exceptions import RedisError
from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import CloseSpider, DontCloseSpider
from scrapy.logformatter import LogFormatter, LogFormatterResult

from crawler.frontier import OtherShardsError
from crawler.politeness import Politeness
from crawler.recurring import follow
from crawler.rendering import RenderingDownloadHandler, browser_settings
from crawler.scheduler import FrontierScheduler
from crawler.services import Services
from crawler.settings import CrawlerSettings
from crawler.spider import NewsSpider

__all__ = ["run", "scrapy_settings"]

_BASE = "scrapy.downloadermiddlewares"
_OFF = (
    "offsite.OffsiteMiddleware",
    "robotstxt.RobotsTxtMiddleware",
    "httpauth.HttpAuthMiddleware",
    "downloadtimeout.DownloadTimeoutMiddleware",
    "defaultheaders.DefaultHeadersMiddleware",
    "useragent.UserAgentMiddleware",
    "retry.RetryMiddleware",
    "redirect.MetaRefreshMiddleware",
    "httpcompression.HttpCompressionMiddleware",
    "redirect.RedirectMiddleware",
    "cookies.CookiesMiddleware",
    "httpproxy.HttpProxyMiddleware",
    "stats.DownloaderStats",
    "httpcache.HttpCacheMiddleware",
)
_SPIDER_OFF = (
    "start.StartSpiderMiddleware",
    "httperror.HttpErrorMiddleware",
    "referer.RefererMiddleware",
    "urllength.UrlLengthMiddleware",
    "depth.DepthMiddleware",
    "metacopy.MetaCopyDetectionMiddleware",
)
_EXTENSIONS_OFF = (
    "telnet.TelnetConsole",
    "remote_control.RemoteControl",
    "memusage.MemoryUsage",
    "logstats.LogStats",
    "corestats.CoreStats",
)
_SPIDER_BASE = "scrapy.spidermiddlewares"


def scrapy_settings(settings: CrawlerSettings) -> dict[str, Any]:
    """Scrapy's settings.

    All it brings for politeness, retries, redirects and caching is off: the frontier does these.
    """
    return {
        "NEWSLOOM": settings,
        **browser_settings(settings),
        "SCHEDULER": FrontierScheduler,
        # All other schemes are off, so that no file: or data: URL is ever read.
        "DOWNLOAD_HANDLERS": dict.fromkeys(("data", "file", "ftp", "s3"))
        | dict.fromkeys(("http", "https"), RenderingDownloadHandler),
        "DOWNLOADER_MIDDLEWARES": {f"{_BASE}.{name}": None for name in _OFF} | {Politeness: 100},
        "SPIDER_MIDDLEWARES": {f"{_SPIDER_BASE}.{name}": None for name in _SPIDER_OFF},
        # No way in: neither console nor remote control, which listen on a port and run what they are told.
        "EXTENSIONS": {f"scrapy.extensions.{name}": None for name in _EXTENSIONS_OFF},
        "LOG_FORMATTER": QuietFormatter,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "CONCURRENT_ITEMS": 1,  # so many tasks are started for each answer, and it yields one request at most
        "CONCURRENT_REQUESTS": settings.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 32,
        "DOWNLOAD_DELAY": 0,
        "LOG_ENABLED": False,
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
    }


class QuietFormatter(LogFormatter):
    """A fetch that fails is an outcome, told once by ``Endings``; Scrapy need not tell it again with a stack trace."""

    def crawled(self, *_: Any, **__: Any) -> None:  # type: ignore[override]  # noqa: ANN401
        """Nothing: ``Endings`` has a line for it."""

    def download_error(self, failure: Any, *_: Any, **__: Any) -> LogFormatterResult:  # noqa: ANN401
        """Tell it where only a debugger listens."""
        return {"level": logging.DEBUG, "msg": "%(error)s", "args": {"error": failure.value}}


class CrawlerSpider(NewsSpider):
    """The spider with what keeps it alive: heartbeat, catalogue, and no end when it idles."""

    following: "asyncio.Future[None] | None" = None

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> "CrawlerSpider":  # noqa: ANN401 - Scrapy's interface
        """Scrapy's way of making a spider."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.stay, signals.spider_idle)
        crawler.signals.connect(spider.begin, signals.spider_opened)
        crawler.signals.connect(spider.leave, signals.spider_closed)
        return spider

    async def begin(self) -> None:
        """Take over the signals, and start to follow the catalogue."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop)
        try:
            await self.services.frontier.make_sure()
        except OtherShardsError as error:
            self.services.log.error("%s", error)  # noqa: TRY400 - the sentence says all
            self.services.stopping.set()
            raise CloseSpider(str(error)) from error
        except RedisError:
            pass  # told, and tried again, by the scheduler
        self.following = asyncio.ensure_future(follow(self.services))
        self.services.log.info("crawler %s began", self.services.name)

    def stop(self) -> None:
        """Visits that wait for a turn end at once, fetches in flight are finished; asked a second time, end hard."""
        if self.services.stopping.is_set():
            os._exit(1)  # leases run out by themselves
        self.services.stopping.set()
        self.services.ended_well = True
        self.services.log.info("crawler %s ends", self.services.name)
        self.stopped = asyncio.ensure_future(self.crawler.stop_async())

    def stay(self) -> None:
        """An idle frontier is no reason to end."""
        if not self.services.stopping.is_set():
            raise DontCloseSpider

    async def leave(self) -> None:
        """Close all services."""
        if self.following:
            await self.following
        with contextlib.suppress(RedisError):  # the sign of life runs out by itself
            await self.services.runs.leave(self.services.name)
        await self.services.close()


def run(settings: CrawlerSettings) -> None:
    """Crawl until a signal comes."""
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False  # no format of ours shows them
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    for handler in logging.getLogger().handlers:  # Scrapy resets the levels of its own loggers as it begins
        handler.addFilter(lambda record: record.name.startswith("newsloom") or record.levelno >= logging.WARNING)
    process = AsyncCrawlerProcess(scrapy_settings(settings))
    logging.getLogger("scrapy").setLevel(logging.WARNING)  # it wants all, and a line of its own for every page
    services = Services.open(settings)
    process.crawl(CrawlerSpider, services=services)
    process.start(install_signal_handlers=False)
    sys.exit(0 if services.ended_well else 1)
