"""What one would write without Newsloom: a Scrapy spider that downloads, or one that also extracts and indexes.

Run as a process: ``python -m tests.bench.by_hand download|index FILE_OF_URLS ELASTICSEARCH INDEX``. Prints the
seconds of CPU between the opening and the closing of the spider, so that neither pays for its imports.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import scrapy
import trafilatura
from elasticsearch import Elasticsearch, helpers
from scrapy.crawler import CrawlerProcess

BATCH = 100


class Download(scrapy.Spider):
    """Fetches and throws away."""

    name = "download"
    custom_settings = {"ROBOTSTXT_OBEY": False, "LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False}  # noqa: RUF012

    def __init__(self, urls: list[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.start_urls = urls
        self.began = time.process_time()

    def parse(self, response: scrapy.http.Response) -> None:
        """Nothing."""

    def closed(self, _: str) -> None:
        """Print what it took."""
        print(time.process_time() - self.began)


class Index(Download):
    """Extracts with trafilatura, metadata included, and indexes with the client's own bulk helper."""

    name = "index"

    def __init__(self, urls: list[str], server: str, index: str, **kwargs: Any) -> None:
        super().__init__(urls, **kwargs)
        self.client = Elasticsearch(server)
        self.index = index
        self.waiting: list[dict[str, Any]] = []

    def parse(self, response: scrapy.http.Response) -> None:
        """One page into one document."""
        found = trafilatura.bare_extraction(response.body, url=response.url, with_metadata=True, as_dict=True)
        if found:
            kept = ("title", "author", "date", "description", "sitename", "text", "language")
            fields = found if isinstance(found, dict) else found.as_dict()
            self.waiting.append({name: fields.get(name) for name in kept} | {"url": response.url})
        if len(self.waiting) >= BATCH:
            self.send()

    def send(self) -> None:
        """Index what waits."""
        helpers.bulk(self.client, list(self.actions()))
        self.waiting.clear()

    def actions(self) -> Iterator[dict[str, Any]]:
        """Bulk actions, the URL as id."""
        for fields in self.waiting:
            yield {"_index": self.index, "_id": fields["url"], "_source": fields}

    def closed(self, reason: str) -> None:
        """Index the rest."""
        self.send()
        super().closed(reason)


def main(kind: str, file: str, server: str, index: str) -> None:
    """Run one of the two."""
    urls = Path(file).read_text("utf-8").split()
    process = CrawlerProcess()
    if kind == "download":
        process.crawl(Download, urls=urls)
    else:
        process.crawl(Index, urls=urls, server=server, index=index)
    process.start()


if __name__ == "__main__":
    main(*sys.argv[1:])
