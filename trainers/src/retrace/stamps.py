"""When what a row shows was made, and when it arrived."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from retrace.columns import struct


@dataclass(frozen=True)
class Stamps:
    """Times of the message of one stream that each of the T + 1 rows used, in ns since the episode began."""

    stamp_ns: np.ndarray
    """(T+1,) int64: when the source made it, on the station's clock."""
    received_ns: np.ndarray
    """(T+1,) int64: when it arrived."""
    is_present: np.ndarray
    """(T+1,) bool: False before the stream's first message; both times are 0 there."""


def read_stamps(table: pa.Table) -> dict[str, Stamps]:
    """By stream."""
    stamp_ns = struct(table["observation.stamp_ns"])
    received_ns = struct(table["observation.received_ns"])
    return {
        stream: Stamps(
            stamp_ns=column.fill_null(0).to_numpy(),
            received_ns=received_ns[stream].fill_null(0).to_numpy(),
            is_present=column.is_valid().to_numpy(),
        )
        for stream, column in stamp_ns.items()
    }
