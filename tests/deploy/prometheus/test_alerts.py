"""The alerts are about metrics that there are, and say what to do."""

import asyncio
import re
from pathlib import Path

import yaml

from deploy.metrics import exposition
from deploy.settings import StackSettings

FOLDER = Path(__file__).resolve().parents[3] / "deploy" / "prometheus"
RULES = [
    rule for group in yaml.safe_load((FOLDER / "alerts.yml").read_text("utf8"))["groups"] for rule in group["rules"]
]


def test_every_metric_of_an_alert_is_exposed(tmp_path: Path, redis_url: str) -> None:
    """A renamed metric would silence an alert without a word."""
    settings = StackSettings(home=tmp_path, redis_url=redis_url, prefix=f"{tmp_path.name}-")
    exposed = set(re.findall(r"^# TYPE (\w+)", asyncio.run(exposition(settings)).decode(), re.MULTILINE))
    asked = {name for rule in RULES for name in re.findall(r"newsloom_\w+", rule["expr"])}
    assert asked - exposed == set()


def test_every_alert_says_what_it_means_and_what_to_do() -> None:
    """Whoever is woken reads one sentence."""
    assert all(" - " in rule["annotations"]["summary"] for rule in RULES)


def test_prometheus_is_told_where_to_look() -> None:
    """The rules are those of this folder, the target is the web application."""
    config = yaml.safe_load((FOLDER / "prometheus.yml").read_text("utf8"))
    assert [(FOLDER / name).exists() for name in config["rule_files"]] == [True]
    assert config["scrape_configs"][0]["static_configs"][0]["targets"] == ["web:7080"]
