"""Fits lexicon and forests on labelled pages."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import lightgbm
import numpy as np
import scipy.sparse
from sklearn.linear_model import SGDClassifier

from workers.extraction.features import Grid, Matrix, first_words, measure
from workers.extraction.forest import Forest
from workers.extraction.lexicon import DISTANCES, NAME_LEVELS, Lexicon, name_level, name_tokens, word_tokens
from workers.extraction.model import Model
from workers.extraction.neighbours import measure_neighbours
from workers.extraction.training.pages import LabelledPage

INNER_FOLDS = 3
"""Parts in which the training pages are scored by models that have not seen their domains."""
_WORD_DOMAINS, _NAME_DOMAINS = 5, 4
"""Domains that must use a word or a class name before it gets a weight."""
_ALPHA, _ROUNDS = 3e-6, 6
_SMALLEST = 0.02
_FIRST = {"learning_rate": 0.1, "num_leaves": 24, "max_depth": 6, "feature_fraction": 0.5}
_SECOND = {"learning_rate": 0.06, "num_leaves": 31, "max_depth": 7, "feature_fraction": 0.4}
_SHARED: dict[str, Any] = {
    "objective": "binary",
    "min_data_in_leaf": 40,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 2.0,
    "num_threads": 1,
    "verbose": -1,
    "max_bin": 127,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
}
FIRST_TREES, SECOND_TREES = 100, 220

Tokens = list[list[str]]


def fit_model(pages: Sequence[LabelledPage], threshold: float) -> Model:
    """Fit all parts; each later part learns from what the earlier ones say of domains they have not seen."""
    lexicon = fit_lexicon(pages)
    rows = _measured_unseen(pages)
    first = _fit_trees(pages, rows, _FIRST, FIRST_TREES)
    scores = _scored_unseen(pages, rows)
    again = [
        np.hstack([row, measure_neighbours(Grid.of(page.page), row[:, 1], score)])
        for page, row, score in zip(pages, rows, scores, strict=True)
    ]
    second = _fit_trees(pages, again, _SECOND, SECOND_TREES)
    return Model(lexicon=lexicon, first=_flattened(first), second=_flattened(second), threshold=threshold)


def fit_lexicon(pages: Sequence[LabelledPage]) -> Lexicon:
    """Learn a weight for each word and name that enough domains use."""
    words, word_bias = _fit_weights(pages, [_words_of(page) for page in pages], _WORD_DOMAINS)
    names, name_bias = _fit_weights(pages, [_names_of(page) for page in pages], _NAME_DOMAINS)
    levels = range(len(NAME_LEVELS))
    table = {
        token: tuple(names.get(f"{level}{token}", 0.0) for level in levels) for token in {name[1:] for name in names}
    }
    return Lexicon(words=words, names=table, bias=(word_bias, name_bias))


@cache
def _words_of(page: LabelledPage) -> Tokens:
    return [sorted(word_tokens(first_words(block.text))) for block in page.page.blocks]


@cache
def _names_of(page: LabelledPage) -> Tokens:
    nodes, known = page.page.nodes, {}
    for holder in {block.node for block in page.page.blocks}:
        tokens, at = [], holder
        for distance in range(DISTANCES):
            if nodes[at].parent < 0:
                break
            tokens += [
                f"{name_level(distance)}{token}" for token in sorted(name_tokens(nodes[at].names, nodes[at].tag))
            ]
            at = nodes[at].parent
        known[holder] = tokens
    return [known[block.node] for block in page.page.blocks]


def _fit_weights(pages: Sequence[LabelledPage], tokens: Sequence[Tokens], least: int) -> tuple[dict[str, float], float]:
    users = defaultdict(set)
    for page, blocks in zip(pages, tokens, strict=True):
        for token in {token for block in blocks for token in block}:
            users[token].add(page.domain)
    number = {
        token: i for i, token in enumerate(sorted(token for token, domains in users.items() if len(domains) >= least))
    }
    known = [page.weights > 0 for page in pages]
    chosen = (
        block
        for blocks, use in zip(tokens, known, strict=True)
        for block, used in zip(blocks, use, strict=True)
        if used
    )
    rows = _sparse([[number[token] for token in block if token in number] for block in chosen], len(number))
    labels = np.concatenate([page.labels[use] for page, use in zip(pages, known, strict=True)]) > 0
    weights = np.concatenate([page.weights[use] for page, use in zip(pages, known, strict=True)])
    linear = SGDClassifier(loss="log_loss", alpha=_ALPHA, max_iter=_ROUNDS, tol=None, average=True, random_state=1)
    linear.fit(rows, labels, sample_weight=weights / weights.mean())
    learnt = linear.coef_[0]
    return {token: round(float(learnt[i]), 3) for token, i in number.items() if abs(learnt[i]) > _SMALLEST}, float(
        linear.intercept_[0]
    )


def _sparse(rows: Sequence[list[int]], width: int) -> Any:  # noqa: ANN401 - scipy ships no types
    ends = np.cumsum([0, *map(len, rows)])
    values = np.concatenate([np.full(len(row), 1 / np.sqrt(max(4, len(row))), np.float32) for row in rows])
    matrix = scipy.sparse.csr_matrix(
        (values, np.concatenate([np.array(row, np.int32) for row in rows]), ends), shape=(len(rows), width)
    )
    matrix.sum_duplicates()
    return matrix


def _halves(pages: Sequence[LabelledPage]) -> Iterable[tuple[list[int], list[int]]]:
    folds = [page.fold("inner", INNER_FOLDS) for page in pages]
    for fold in range(INNER_FOLDS):
        yield [i for i, one in enumerate(folds) if one != fold], [i for i, one in enumerate(folds) if one == fold]


def _measured_unseen(pages: Sequence[LabelledPage]) -> list[Matrix]:
    """Measure each page with a lexicon that has not seen its domain."""
    rows: list[Matrix] = [np.empty(0, np.float32)] * len(pages)
    for seen, unseen in _halves(pages):
        lexicon = fit_lexicon([pages[i] for i in seen])
        for i in unseen:
            page = pages[i].page
            rows[i] = measure(page, Grid.of(page), pages[i].context, lexicon)
    return rows


def _scored_unseen(pages: Sequence[LabelledPage], rows: Sequence[Matrix]) -> list[Matrix]:
    """Score each page with first trees that have not seen its domain."""
    scores: list[Matrix] = [np.empty(0, np.float32)] * len(pages)
    for seen, unseen in _halves(pages):
        trees = _fit_trees([pages[i] for i in seen], [rows[i] for i in seen], _FIRST, FIRST_TREES)
        for i in unseen:
            scores[i] = trees.predict(rows[i]).astype(np.float32)
    return scores


def _fit_trees(pages: Sequence[LabelledPage], rows: Sequence[Matrix], shape: dict[str, float], count: int) -> Any:  # noqa: ANN401 - lightgbm ships no types
    use = [page.weights > 0 for page in pages]
    data = lightgbm.Dataset(
        np.concatenate([row[used] for row, used in zip(rows, use, strict=True)]),
        np.concatenate([page.labels[used] for page, used in zip(pages, use, strict=True)]),
        weight=np.concatenate([page.weights[used] for page, used in zip(pages, use, strict=True)]),
    )
    return lightgbm.train({**_SHARED, **shape}, data, count)


def _flattened(trees: Any) -> Forest:  # noqa: ANN401 - lightgbm ships no types
    """Lay all nodes out so that a node's right child follows its left one."""
    feature: list[int] = []
    threshold: list[float] = []
    left: list[int] = []
    value: list[float] = []
    roots, deepest = [], 0
    for tree in trees.dump_model()["tree_info"]:
        roots.append(len(feature))
        waiting = [(tree["tree_structure"], len(feature), 0)]
        for column in (feature, threshold, left, value):
            column.append(0)
        while waiting:
            node, at, depth = waiting.pop()
            deepest = max(deepest, depth)
            if "leaf_value" in node:
                feature[at], threshold[at], left[at], value[at] = 0, float("inf"), at, node["leaf_value"]
                continue
            child = len(feature)
            feature[at], threshold[at], left[at], value[at] = (
                node["split_feature"],
                _not_above(node["threshold"]),
                child,
                0.0,
            )
            for column in (feature, threshold, left, value):
                column.extend((0, 0))
            waiting += [(node["left_child"], child, depth + 1), (node["right_child"], child + 1, depth + 1)]
    return Forest(
        feature=np.array(feature, np.intp),
        threshold=np.array(threshold, np.float32),
        left=np.array(left, np.intp),
        value=np.array(value, np.float32),
        roots=np.array(roots, np.intp),
        depth=deepest,
    )


def _not_above(threshold: float) -> float:
    """The largest 32-bit number not above a threshold, so that no value changes sides."""
    single = np.float32(threshold)
    return float(single if single <= threshold else np.nextafter(single, np.float32(-np.inf)))
