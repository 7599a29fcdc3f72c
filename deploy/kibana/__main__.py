"""``python -m deploy.kibana``: load the dashboards into a Kibana; what the compose service runs."""

import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click

from deploy.kibana.load import KibanaRefused, load
from deploy.kibana.objects import ndjson
from deploy.settings import StackSettings

FILE = Path(__file__).parent / "newsloom.ndjson"


@click.command()
@click.option("--url", default="http://127.0.0.1:7601", show_default=True, help="Address of Kibana.")
@click.option("--write", is_flag=True, help=f"Write {FILE.name} anew in place of loading it.")
def main(url: str, *, write: bool) -> None:
    """Load data views and dashboards, as the user whom NEWSLOOM_ELASTICSEARCH_URL names; twice changes nothing."""
    if write:
        FILE.write_text(ndjson(), "utf8")
        return
    settings = StackSettings()
    parts = urlsplit(settings.elasticsearch_address)
    user = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    try:
        count = load(url, ndjson(settings.prefix), user)
    except KibanaRefused as error:
        click.echo(f"newsloom: {error}", err=True)
        sys.exit(1)
    click.echo(f"{count} saved objects are in {url}")


if __name__ == "__main__":
    main(prog_name="python -m deploy.kibana")
