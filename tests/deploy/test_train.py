"""Learning from the operator's own index."""

from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from deploy.train import train
from search.article import Article
from search.index import Index
from workers.settings import settings
from workers.topics.model import load, topic

SPORT = "Die Mannschaft gewann das Spiel, der Trainer lobte die Stürmer und das Stadion jubelte. "
MONEY = "Die Aktie stieg an der Börse, der Umsatz des Konzerns wuchs und die Bank hob den Gewinn an. "


def an_article(number, text, name):
    url = f"https://blatt.example/{name[:5]}/{number}"
    return Article(
        id=f"{hash((number, name)) & 0xFFFFFFFFFFFFFFFF:016x}",
        url=url,
        canonical_url=url,
        source="blatt",
        title=f"Bericht {number}",
        text=f"{text} Teil {number}. " * 3,
        language="de",
        topics=(name,),
        topics_from="section",
        fetched_at=datetime(2026, 11, 23, tzinfo=UTC),
    )


@pytest.fixture
def installation(elasticsearch_url, monkeypatch, tmp_path):
    monkeypatch.setenv("NEWSLOOM_ELASTICSEARCH_URL", elasticsearch_url)
    monkeypatch.setenv("NEWSLOOM_PREFIX", "train-test-")
    monkeypatch.setenv("NEWSLOOM_MODELS", str(tmp_path))
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


def test_topics_are_learnt_from_what_publishers_say(installation):
    index = Index.open()
    index.setup()
    business = "economy, business and finance"
    index.write(
        [an_article(n, SPORT, "sport") for n in range(24)] + [an_article(n, MONEY, business) for n in range(24)]
    )
    index.refresh()
    told = CliRunner().invoke(train, ["topics", "--language", "de"], catch_exceptions=False)
    assert "learnt 2 topics from 48 articles" in " ".join(told.output.split())
    model = load(next(installation.glob("topics_de*")))
    assert topic(model, "Sieg", SPORT) == "sport"
    assert topic(model, "Kurse", MONEY) == business


def test_an_index_without_enough_articles_says_what_to_do(installation):
    Index.open().setup()
    told = CliRunner().invoke(train, ["topics", "--language", "en"], catch_exceptions=False)
    assert "collect more articles" in " ".join(told.output.split())
    assert not list(installation.glob("topics_en*"))
