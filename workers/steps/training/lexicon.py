"""Fold simplemma's dictionaries into Bloom filters: ``python -m workers.steps.training.lexicon``."""

from pathlib import Path

from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from workers.names.lexicon import bloom_of

_DATA = Path(__file__).parent.parent / "data"


def main() -> None:
    """Write the four filters."""
    for language in ("de", "en"):
        entries = DefaultDictionaryFactory(cache_max_size=1).get_dictionary(language)
        forms = {form for pair in entries.items() for form in pair}
        for case, chosen in (
            ("capital", frozenset(form for form in forms if form[:1].isupper())),
            ("small", frozenset(form for form in forms if form[:1].islower())),
        ):
            bits = bloom_of(chosen).bits
            (_DATA / f"lexicon_{language}_{case}.bloom").write_bytes(bits)
            print(f"{language} {case}: {len(chosen)} forms, {len(bits)} bytes")


if __name__ == "__main__":
    main()
