"""A transformer that labels the pieces of a text: a folder with its network as ONNX, its tokenizer and its labels."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from workers.names.borrowed import KINDS, ModelMissingError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

NETWORK, TOKENIZER, CONFIG = "model.onnx", "tokenizer.json", "config.json"
"""Files of the folder, named as exporters name them."""
_INPUTS = frozenset(["input_ids", "attention_mask", "token_type_ids"])
_PIECES = 512
"""Pieces that are read at once at most; most models know no more places."""
_OVERLAP = 4
"""One part in how many of a window stands in the next one, too, so that no name stands at its edge in both."""
_BATCH = 8
"""Windows that go through the network together."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Pieces:
    """What the network says of one window of a text."""

    spans: Sequence[tuple[int, int]]
    """Where each piece stands in the text; empty spans are marks of the tokenizer's own."""
    chances: Floats
    """A row for each piece, a column for each label."""


@dataclass(frozen=True, slots=True)
class Transformer:
    """A network with its tokenizer and labels."""

    session: "InferenceSession"
    tokenizer: "Tokenizer"
    labels: Sequence[str]

    def read(self, texts: Sequence[str]) -> list[list[Pieces]]:
        """What the network says of each text, window by window in any order; neighbouring windows overlap."""
        encodings = [self.tokenizer.encode(text) for text in texts]
        windows = [(at, window) for at, whole in enumerate(encodings) for window in (whole, *whole.overflowing)]
        windows.sort(key=lambda one: len(one[1].ids))  # windows of like length together: little of a batch is padding
        found: list[list[Pieces]] = [[] for _ in texts]
        for first in range(0, len(windows), _BATCH):
            batch = windows[first : first + _BATCH]
            for (at, window), rows in zip(batch, self._chances([window for _, window in batch]), strict=True):
                found[at].append(Pieces(window.offsets, rows[: len(window.ids)]))
        return found

    def _chances(self, windows: "Sequence[Encoding]") -> Floats:
        longest = max(len(window.ids) for window in windows)
        columns = {
            "input_ids": [window.ids for window in windows],
            "attention_mask": [window.attention_mask for window in windows],
            "token_type_ids": [window.type_ids for window in windows],
        }
        asked = {
            put.name: _padded(columns[put.name], longest, np.int32 if "int32" in put.type else np.int64)
            for put in self.session.get_inputs()
        }
        scores = cast("Floats", self.session.run([self.session.get_outputs()[0].name], asked)[0]).astype(np.float32)
        raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
        return cast("Floats", raised / raised.sum(axis=-1, keepdims=True))


def _padded(rows: Sequence[Sequence[int]], longest: int, kind: type[np.integer[Any]]) -> npt.NDArray[np.integer[Any]]:
    """Rows of one length; what is added is hidden by its mask of nought."""
    table: npt.NDArray[np.integer[Any]] = np.zeros((len(rows), longest), dtype=kind)
    for at, row in enumerate(rows):
        table[at, : len(row)] = row
    return table


@cache
def transformer(folder: str) -> Transformer:
    """The transformer of a folder, once a process; raises ``ModelMissingError``."""
    try:
        import onnxruntime  # an extra: most installations do without
        import tokenizers
    except ImportError as error:
        raise ModelMissingError(
            f'NEWSLOOM_NAME_MODELS names "{folder}", and {error.name} is not installed - pip install "newsloom[onnx]"'
        ) from error
    absent = [name for name in (NETWORK, TOKENIZER, CONFIG) if not (Path(folder) / name).is_file()]
    if absent:
        raise _unfit(folder, f"{' and '.join(absent)} is missing", "export the model with all three files")
    told = _told(folder)
    pieces = min(_PIECES, int(told.get("max_position_embeddings") or _PIECES))
    made = Transformer(_session(onnxruntime, folder), _tokenizer(tokenizers, folder, pieces), _labels(told, folder))
    _try(made, folder)
    return made


def _told(folder: str) -> dict[str, Any]:
    try:
        return dict(json.loads((Path(folder) / CONFIG).read_text(encoding="utf-8")))
    except (TypeError, ValueError) as error:
        raise _unfit(folder, f"{CONFIG} is no JSON object ({error})", "take it from the model anew") from error


def _session(onnxruntime: Any, folder: str) -> "InferenceSession":  # noqa: ANN401 - the imported module
    options = onnxruntime.SessionOptions()
    # Without threads of its own: those would not live on in the processes that are forked from the one that loads.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    try:
        session = onnxruntime.InferenceSession(str(Path(folder) / NETWORK), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the library's errors have no base of their own
        raise _unfit(folder, f"{NETWORK} cannot be read ({error})", "export it anew") from error
    strange = {put.name for put in session.get_inputs()} - _INPUTS
    if strange:
        raise _unfit(
            folder, f"{NETWORK} asks for {', '.join(sorted(strange))}", "only models that read text alone can be used"
        )
    return cast("InferenceSession", session)


def _tokenizer(tokenizers: Any, folder: str, pieces: int) -> "Tokenizer":  # noqa: ANN401 - the imported module
    try:
        made = tokenizers.Tokenizer.from_file(str(Path(folder) / TOKENIZER))
    except Exception as error:  # the library raises Exception itself
        raise _unfit(folder, f"{TOKENIZER} cannot be read ({error})", "save the tokenizer anew") from error
    made.no_padding()
    made.enable_truncation(pieces, stride=pieces // _OVERLAP)
    return cast("Tokenizer", made)


def _labels(told: dict[str, Any], folder: str) -> list[str]:
    named = {int(number): str(label) for number, label in (told.get("id2label") or {}).items()}
    labels = [named.get(number, "O") for number in range(max(named, default=-1) + 1)]
    listed = ", ".join(labels) or "nothing"
    if not any(label[1:2] in {"-", "_"} and label[2:] in KINDS for label in labels):
        raise _unfit(
            folder,
            f'"id2label" in {CONFIG} names neither people nor places nor organisations ({listed})',
            "use a model of names with labels such as B-PER and I-PER",
        )
    return labels


def _try(made: Transformer, folder: str) -> None:
    """Read a word, so that what does not fit together is told before the first page."""
    try:
        columns = made.read(["Berlin"])[0][0].chances.shape[-1]
    except Exception as error:  # the library's errors have no base of their own
        raise _unfit(folder, f"{NETWORK} does not run ({error})", "export it anew") from error
    if columns != len(made.labels):
        raise _unfit(
            folder,
            f'{NETWORK} knows {columns} labels and "id2label" in {CONFIG} {len(made.labels)}',
            "take both files from one model",
        )


def _unfit(folder: str, what: str, remedy: str) -> ModelMissingError:
    return ModelMissingError(f'NEWSLOOM_NAME_MODELS names "{folder}": {what} - {remedy}')
