"""Print how fast each part is, beside what one would do without Newsloom: ``make bench``."""

import importlib
import sys

TABLES = ("pipeline", "frontier", "million", "search")
"""Modules of this folder. Each has ``main() -> None``, which prints its table; a comparison is made within one run."""


def main(names: list[str]) -> None:
    """Run the named tables, or all."""
    for name in names or TABLES:
        print(f"\n== {name} ==", flush=True)
        importlib.import_module(f"tests.bench.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
