"""The catalogue's files for the demo newspapers, as an operator would have written them."""

from pathlib import Path

from deploy.demo.outlets import NORDPRESS, OUTLETS, Outlet
from deploy.demo.site import Site


def write_sources(folder: Path, sites: dict[str, Site]) -> tuple[str, ...]:
    """Write one TOML file an outlet into the folder; returns the slugs."""
    folder.mkdir(parents=True, exist_ok=True)
    for outlet in OUTLETS:
        (folder / f"{outlet.slug}.toml").write_text(_toml(outlet, sites[outlet.slug]), encoding="utf8")
    return tuple(outlet.slug for outlet in OUTLETS)


def _toml(outlet: Outlet, site: Site) -> str:
    fronts = ", ".join(f'"{site.base}{path}"' for path in ("/", *site.sections))
    sitemaps = f'"{site.base}/sitemap.xml"' if outlet.news_sitemap else ""
    return f"""\
# {outlet.claim}
name = "{outlet.name}"
homepage = "{site.base}/"
language = "{outlet.language}"
feeds = ["{site.base}/feed.xml"]
sitemaps = [{sitemaps}]
fronts = [{fronts}]
{_agency(outlet)}
# It is served on this machine; no other source may be fetched from here.
allow_private = ["{outlet.host}"]

[politeness]
seconds = 0.1  # a newspaper on a loopback address minds less than a real one
concurrency = 2
"""


def _agency(outlet: Outlet) -> str:
    """How the other papers credit the agency among them."""
    return f'agency = ["npd", "{outlet.name}"]\n' if outlet is NORDPRESS else ""
