"""Label the words of sentences with a trained chain of weights, many sentences at once."""

from collections.abc import Callable, Hashable, Sequence
from functools import cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from workers.names import features
from workers.names.chain import Floats, marginals
from workers.names.gazetteer import gazetteer
from workers.names.weights import Numbers, Weights, german

_REMEMBERED = 50_000
"""Words kept between articles, some 250 bytes each; then it forgets them all and learns anew."""
_OUTSIDE = 0
"""Number of what stands before and after sentences."""
_REACH = features.OFFSETS[-1]
_FORMS = 1 << 20
"""More than there are forms, so that three in a row make one number."""
_FIRST, _SECOND, _FORM, _SMALL, _BEGINS = range(5)
"""Columns of what is known of a word: its numbers in pairs, that of its form, whether it is small, whether a name of
several words may begin with it."""

_Key = TypeVar("_Key", bound=Hashable)


class _Said(dict[_Key, int]):
    """Numbers of things, each with what it says for each label; made when a thing is first asked for."""

    def __init__(self, make: Callable[[_Key], Floats], *shape: int) -> None:
        self._make = make
        self.rows: Floats = np.zeros((1024, *shape), dtype=np.float32)

    def __missing__(self, key: _Key) -> int:
        number = len(self)
        if number == len(self.rows):
            self.rows = np.concatenate([self.rows, np.zeros_like(self.rows)])
        self.rows[number] = self._make(key)
        self[key] = number
        return number


class _Words(_Said[str]):
    """The words met so far; the empty one, which is met first, stands outside of sentences."""

    def __init__(self, weights: Weights) -> None:
        super().__init__(weights.of_word, len(features.OFFSETS), len(weights.labels))
        self.traits: Numbers = np.zeros((1024, 5), dtype=np.int64)
        self.forms: list[features.Form] = []
        self._numbers: dict[features.Form, int] = {}
        self._pairs = weights.pairs
        self._begins = gazetteer("de").starts
        self.__missing__("")

    def __missing__(self, key: str) -> int:
        number = super().__missing__(key)
        if number == len(self.traits):
            self.traits = np.concatenate([self.traits, np.zeros_like(self.traits)])
        facts = features.facts(key) if key else features.OUTSIDE
        form = self._numbers.setdefault(facts.form, len(self.forms))
        if form == len(self.forms):
            self.forms.append(facts.form)
        self.traits[number] = (
            self._pairs.first.get(facts.low, 0),
            self._pairs.second.get(facts.low, 0),
            form,
            facts.is_small,
            key in self._begins,
        )
        return number


class Tagger:
    """A model with what it remembers of the words that it has met.

    A word says the same of itself and of its neighbours wherever it stands, so that is worked out once. What is left to
    do for each place are sums of rows, which numpy makes for all places at once.
    """

    def __init__(self, weights: Weights) -> None:
        self.labels = weights.labels
        self._weights = weights
        self._names = {f"{part}-{label}": weights.of_name(part, label) for part in "BI" for label in ("LOC", "ORG")}
        self._forget()

    def _forget(self) -> None:
        labels = len(self.labels)
        self._words = _Words(self._weights)
        self._rows = _Said[int](self._of_three_forms, labels)
        self._openings = _Said[int](self._of_opening, labels)

    def meet_common_words(self) -> None:
        """Work out what the words of the training texts say, before an article needs it."""
        for word in self._weights.words:
            self._words[word], self._words[word.capitalize()]

    def chances(self, sentences: Sequence[Sequence[str]]) -> Floats:
        """Probability of each label for each word of a document, sentence after sentence."""
        return marginals(self.scores(sentences), [len(words) for words in sentences], self._weights.transitions)

    def scores(self, sentences: Sequence[Sequence[str]]) -> Floats:
        """How much the features of each word speak for each label, before its neighbours' labels are known."""
        if len(self._words) > _REMEMBERED:
            self._forget()
        between = [_OUTSIDE] * _REACH
        padded = [*between]
        for words in sentences:
            padded += map(self._words.__getitem__, words)
            padded += between
        numbers = np.asarray(padded)
        scores = np.zeros((len(numbers), len(self.labels)), dtype=np.float32)
        for column, offset in enumerate(features.OFFSETS):
            near = numbers[_REACH + offset : len(numbers) - _REACH + offset]
            scores[_REACH:-_REACH] += self._words.rows[near, column]
        traits = self._words.traits[numbers]
        self._add_pairs_and_forms(scores, traits)
        opening = np.flatnonzero((numbers[1:] != _OUTSIDE) & (numbers[:-1] == _OUTSIDE)) + 1
        scores[opening] += self._openings.rows[[self._openings[form] for form in traits[opening, _FORM].tolist()]]
        self._add_names(scores, sentences, opening, np.flatnonzero(traits[:, _BEGINS]))
        return np.asarray(scores[numbers != _OUTSIDE])

    def _add_pairs_and_forms(self, scores: Floats, traits: Numbers) -> None:
        small, forms = traits[:, _SMALL].astype(bool), traits[:, _FORM]
        amid = np.arange(1, len(small) - 1)
        # A small word between small words is no name, whatever its pairs and forms say.
        matters = ~small
        matters[amid] = ~(small[amid] & small[amid - 1] & small[amid + 1])
        places, pairs = self._weights.pairs.known(traits[:-1, _FIRST], traits[1:, _SECOND])
        for said, at in ((self._weights.pairs.of_first, places), (self._weights.pairs.of_second, places + 1)):
            scores[at] += said[pairs] * matters[at, None]
        amid = amid[matters[amid]]
        three = (forms[amid - 1] * _FORMS + forms[amid]) * _FORMS + forms[amid + 1]
        numbered = list(map(self._rows.__getitem__, three.tolist()))
        scores[amid] += self._rows.rows[numbered]

    def _add_names(
        self, scores: Floats, sentences: Sequence[Sequence[str]], opening: Numbers, begins: NDArray[np.int64]
    ) -> None:
        """Add what known names of several words say; only sentences with a word that begins one are searched."""
        spoken = [words for words in sentences if words]
        for place in np.unique(np.searchsorted(opening, begins, side="right") - 1).tolist():
            for start, end, label in gazetteer("de").matches(spoken[place]):
                first = int(opening[place])
                scores[first + start] += self._names[f"B-{label}"]
                scores[first + start + 1 : first + end] += self._names[f"I-{label}"]

    def _of_three_forms(self, key: int) -> Floats:
        named = self._words.forms
        rest, after = divmod(key, _FORMS)
        before, form = divmod(rest, _FORMS)
        return self._weights.of(features.in_a_row(named[before], named[form], named[after]))

    def _of_opening(self, form: int) -> Floats:
        return self._weights.of(features.opening(self._words.forms[form]))


@cache
def tagger() -> Tagger:
    """The German tagger, one for all articles of a process."""
    return Tagger(german())
