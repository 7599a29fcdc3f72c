"""``python -m crawler``: one crawler process."""

from crawler.service import run
from crawler.settings import CrawlerSettings

if __name__ == "__main__":
    run(CrawlerSettings())
