"""Learn topics from articles whose publishers name them."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from workers.topics.model import HALF, SIZE, Model, hashed, tfidf

LEAST = 20
"""Articles a topic needs to be learnt."""
_STRENGTH = 0.8
"""Inverse regularisation; 0.5 and 0.35 were up to a point worse on ten folds of 10kGNAD."""
_FOLDS = 5
_WRONG = 0.1
"""Share of answers that may be wrong: the margin is set so that the articles left out keep below it."""


class TooLittleError(ValueError):
    """Collect more articles whose section names a topic, then train again."""


def learn(texts: Sequence[str], labels: Sequence[str], language: str) -> Model:
    """A model of one language, and the margin below which it does not answer.

    Args:
        texts: Headline and text of each article.
        labels: The topic each publisher names.
        language: ISO 639-1 of all of them.

    Raises:
        TooLittleError: when fewer than two topics have enough articles.
    """
    often = {label for label, count in Counter(labels).items() if count >= LEAST}
    kept = [at for at, label in enumerate(labels) if label in often]
    if len(often) < 2:  # noqa: PLR2004 - one topic is no choice
        raise TooLittleError(
            f"{len(often)} topics have {LEAST} articles in {language!r} - "
            "collect more articles whose section names a topic"
        )
    counted = [hashed(texts[at], language) for at in kept]
    chosen = np.asarray([labels[at] for at in kept])
    idf = rarity(counted)
    rows = matrix(counted, idf)
    fitted = LinearSVC(C=_STRENGTH).fit(rows, chosen)
    weights, bias = _per_label(fitted)
    return Model(
        language=language,
        labels=tuple(map(str, fitted.classes_)),
        idf=idf.astype(np.float16).tobytes(),
        weights=np.ascontiguousarray(weights.T, dtype=np.float16).tobytes(),
        bias=tuple(map(float, bias)),
        margin=_margin(rows, chosen),
        trained_on=len(kept),
    )


def accuracy(texts: Sequence[str], labels: Sequence[str], language: str, folds: int = 10) -> float:
    """Share of articles that a model of the others gets right when it must answer."""
    counted = [hashed(text, language) for text in texts]
    chosen = np.asarray(labels)
    right = 0
    for train, test in StratifiedKFold(folds, shuffle=True, random_state=0).split(counted, chosen):
        idf = rarity([counted[at] for at in train])
        fitted = LinearSVC(C=_STRENGTH).fit(matrix([counted[at] for at in train], idf), chosen[train])
        right += int((fitted.predict(matrix([counted[at] for at in test], idf)) == chosen[test]).sum())
    return right / len(chosen)


def rarity(counted: Sequence[Counter[int]]) -> NDArray[np.float32]:
    """Inverse document frequency of each place."""
    seen = np.zeros(SIZE, dtype=np.float32)
    for places in counted:
        seen[list(places)] += 1
    rarity = np.log((1 + len(counted)) / (1 + seen)) + 1
    rarity[HALF:][seen[HALF:] < 2] = 0  # noqa: PLR2004 - a run of letters that stands in one article says nothing
    return np.asarray(rarity, dtype=np.float32)


def matrix(counted: Sequence[Counter[int]], idf: NDArray[np.float32]) -> csr_matrix:
    """One row an article."""
    starts = np.cumsum([0, *map(len, counted)])
    places = np.concatenate([np.fromiter(places, dtype=np.int32) for places in counted])
    values = np.concatenate([tfidf(places, idf) for places in counted])
    return csr_matrix((values, places, starts), shape=(len(counted), SIZE))


def _per_label(fitted: LinearSVC) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """One row of weights a label; scikit-learn keeps a single one for two labels."""
    if len(fitted.classes_) > 2:  # noqa: PLR2004
        return fitted.coef_, fitted.intercept_
    return np.vstack([-fitted.coef_, fitted.coef_]), np.concatenate([-fitted.intercept_, fitted.intercept_])


def _margin(rows: csr_matrix, chosen: NDArray[np.str_]) -> float:
    """The smallest lead from which at most one answer in ten is wrong, on articles that were left out."""
    leads, rights = [], []
    folds = min(_FOLDS, *Counter(chosen.tolist()).values())
    for train, test in StratifiedKFold(folds, shuffle=True, random_state=0).split(rows, chosen):
        fitted = LinearSVC(C=_STRENGTH).fit(rows[train], chosen[train])
        weights, bias = _per_label(fitted)
        scores = np.sort(rows[test] @ weights.T + bias, axis=1)
        leads.append(scores[:, -1] - scores[:, -2])
        rights.append(fitted.predict(rows[test]) == chosen[test])
    lead, right = np.concatenate(leads), np.concatenate(rights)
    order = np.argsort(-lead)
    wrong = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(wrong <= _WRONG)
    if len(good) == 0:
        return float("inf")
    return 0.0 if good[-1] == len(order) - 1 else float(lead[order[good[-1]]])
