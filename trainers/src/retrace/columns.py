"""Columns of an episode's table as NumPy arrays."""

from __future__ import annotations

import numpy as np
import pyarrow as pa


def matrix(column: pa.ChunkedArray, width: int) -> np.ndarray:
    """(rows, width), of lists of equal length; rows without one are left out."""
    # `flatten` leaves out the values of null rows.
    chunks = [chunk.flatten().to_numpy() for chunk in column.chunks]
    values = np.concatenate(chunks) if chunks else np.empty(0, np.float32)
    return values.reshape(-1, width)


def strings(column: pa.ChunkedArray) -> np.ndarray:
    return np.array(column.to_pylist(), dtype=str)


def struct(column: pa.ChunkedArray) -> dict[str, pa.ChunkedArray]:
    """The fields by name."""
    return dict(zip((field.name for field in column.type), column.flatten(), strict=True))
