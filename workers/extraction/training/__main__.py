"""Trains on all labelled pages and writes the model, or says how well it does on domains it has not seen."""

from pathlib import Path

import click

from workers.extraction import model
from workers.extraction.training.fit import fit_model
from workers.extraction.training.pages import read_set

SETS = ("fundusnews", "trafilatura", "wcxb_dev")
THRESHOLD = 0.52
"""Best for all three sets together in cross-validation over domains; between 0.45 and 0.55 little changes."""


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), default=model.FILE, help="Where the model goes."
)
def main(folder: Path, out: Path) -> None:
    """Train on the labelled sets in FOLDER."""
    pages = [page for name in SETS for page in read_set(folder / name)]
    model.save(fit_model(pages, THRESHOLD), out)
    keys = {(page.set, page.key) for page in pages}
    click.echo(
        f"{out}: {out.stat().st_size} bytes from {len(keys)} pages of {len({page.domain for page in pages})} domains"
    )


if __name__ == "__main__":
    main()
