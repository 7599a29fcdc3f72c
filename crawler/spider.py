"""The one spider: a leased entry becomes a request, its answer a page or candidates."""

from collections.abc import AsyncIterator, Coroutine
from typing import Any

from scrapy import Request, Spider
from scrapy.core.engine import ExecutionEngine
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.download import UnreachableError
from crawler.encodings import TooLargeError, UndecodableError
from crawler.endings import Endings, Fate
from crawler.guard import AddressRefusedError, NoContactError
from crawler.scheduler import FrontierScheduler
from crawler.services import Services
from crawler.urls import join, unfit
from crawler.visit import CrashedError, RefusedError, StoppingError, Visit

__all__ = ["NewsSpider"]

_FATES: dict[type[BaseException], Fate] = {
    AddressRefusedError: Fate(outcome="refused", reason="private_address"),
    CrashedError: Fate(outcome="failed", reason="crashed_crawlers"),
    NoContactError: Fate(outcome="refused", reason="no_contact"),
    TooLargeError: Fate(outcome="refused", reason="too_large"),
    UndecodableError: Fate(outcome="failed", reason="undecodable"),
}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class NewsSpider(Spider):
    """Fetches whatever the frontier leases, for ever."""

    name = "newsloom"

    def __init__(self, services: Services, **kwargs: Any) -> None:  # noqa: ANN401 - Scrapy's interface
        super().__init__(**kwargs)
        self.services = services
        self.endings = Endings(services, self._engine)

    def _engine(self) -> ExecutionEngine:
        if self.crawler.engine is None:
            raise RuntimeError("a visit cannot end before the engine has begun")
        return self.crawler.engine

    async def start(self) -> AsyncIterator[Any]:
        """Nothing to begin with: all work comes from the frontier."""
        return
        yield  # makes this a generator

    async def parse(self, response: Response, **_: Any) -> Any:  # noqa: ANN401
        """Follow a redirect, or end the visit by what was served."""
        visit: Visit = response.meta["visit"]
        if response.status in _REDIRECTS and response.headers.get("Location"):
            hop = self._hop(visit, response)
            if hop is not None:
                return hop
            reason = "too_many_redirects" if visit.hops >= self.services.settings.redirects else "redirect_unfit"
            await self._ended(visit, self.endings.told(visit, Fate(outcome="refused", reason=reason)))
        else:
            await self._ended(visit, self.endings.answered(visit, response))
        return None

    async def failed(self, failure: Failure) -> None:
        """End a visit that got no answer."""
        visit: Visit = failure.request.meta["visit"]  # type: ignore[attr-defined]
        if isinstance(failure.value, StoppingError):
            await self._ended(visit, self.endings.unused(visit))
        else:
            await self._ended(visit, self.endings.told(visit, self._fate(failure)))

    def _hop(self, visit: Visit, response: Response) -> Request | None:
        """The next request of a redirect; None when it leads nowhere we go."""
        target = join(response.url, (response.headers.get("Location") or b"").decode("utf-8", "replace"))
        if visit.hops >= self.services.settings.redirects or target is None or unfit(target):
            return None
        visit.hops += 1
        return self.services.request(target.partition("#")[0], visit, callback=self.parse, errback=self.failed)

    async def _ended(self, visit: Visit, ending: Coroutine[Any, Any, None]) -> None:
        """Whatever happens, the place in the downloader is free again."""
        try:
            await ending
        except StoppingError:
            await self.endings.unused(visit)
        except Exception:  # the lease runs out and the URL comes back; the process must live on
            self.services.log.exception("visit of %s could not be ended", visit.entry.url)
        finally:
            scheduler = self._engine().scheduler
            if isinstance(scheduler, FrontierScheduler):
                scheduler.ended()

    def _fate(self, failure: Failure) -> Fate:
        match failure.value:
            case RefusedError() as error:
                return Fate(outcome="refused", reason=error.reason, passing=error.passing, opt_outs=error.opt_outs)
            case UnreachableError() as error:
                return Fate(outcome="failed", reason=error.reason, passing=True)
            case error if error and type(error) in _FATES:
                return _FATES[type(error)]
            case error:
                self.services.log.error("unexpected %r", error, exc_info=error)
                return Fate(outcome="failed", reason=type(error).__name__, passing=True)
