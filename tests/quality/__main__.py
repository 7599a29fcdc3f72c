"""Print how right each part is, beside the best of the others, and fail below the pinned floors: ``make quality``."""

import importlib
import sys

TABLES = ("extraction", "enrichment", "relevance", "stories")
"""Modules of this folder. Each has ``main() -> list[str]``: it prints tables and returns what fell below a floor."""


def main(names: list[str]) -> int:
    """Run the named tables, or all."""
    below = []
    for name in names or TABLES:
        print(f"\n== {name} ==", flush=True)
        below += [f"{name}: {line}" for line in importlib.import_module(f"tests.quality.{name}").main()]
    for line in below:
        print(f"below its floor: {line}", file=sys.stderr)
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
