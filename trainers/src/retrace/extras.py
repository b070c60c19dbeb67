"""Extra streams: all messages that arrived between two rows, at their own rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from retrace.images import Images


@dataclass(frozen=True)
class Extra:
    """The N messages of an extra stream, in the order of their arrival."""

    row: np.ndarray
    """(N,) int64: the row before which each message arrived, and after the row in front of that."""
    stamp_ns: np.ndarray
    """(N,) int64: when the source made it, since the episode began."""
    received_ns: np.ndarray
    """(N,) int64: when it arrived."""
    values: np.ndarray | list[np.ndarray] | list[str] | Images
    """Float64 of shape (N, K), or a list of arrays where K changes; text; or images."""


def read_extra(column: pa.ChunkedArray) -> Extra:
    """The messages of a column of type ``list<struct<stamp_ns, received_ns, value>>``."""
    samples = pa.chunked_array([chunk.flatten() for chunk in column.chunks], column.type.value_type)
    lengths = np.concatenate([np.diff(chunk.offsets.to_numpy()) for chunk in column.chunks])
    stamp_ns, received_ns, values = samples.flatten()
    return Extra(
        row=np.repeat(np.arange(len(column), dtype=np.int64), lengths),
        stamp_ns=stamp_ns.to_numpy(),
        received_ns=received_ns.to_numpy(),
        values=_read_values(values),
    )


def _read_values(values: pa.ChunkedArray) -> np.ndarray | list[np.ndarray] | list[str] | Images:
    if pa.types.is_binary(values.type):
        return Images(values)
    if pa.types.is_string(values.type):
        return values.to_pylist()
    vectors = [vector.values.to_numpy() for vector in values]
    widths = {len(vector) for vector in vectors}
    return np.stack(vectors) if len(widths) == 1 else vectors
