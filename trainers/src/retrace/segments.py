"""The phases of an episode, as they turned out to be or as somebody judged them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from retrace.judgement import Judgement


@dataclass(frozen=True)
class Segment:
    """Steps ``[start_step, end_step)`` of one phase, of those in use."""

    phase: str
    attempt: int
    """Counts the tries from 0."""
    start_step: int
    end_step: int


def judged_segments(manifest: dict[str, Any], judgement: Judgement, times: np.ndarray) -> list[dict[str, Any]]:
    """Segments with the steps whose rows lie in them, counted in the file's rows."""
    if judgement.segments is None:
        return manifest["segments"]
    steps = len(times) - 1
    return [
        {
            **segment,
            "startStep": min(int(np.searchsorted(times, segment["startNs"])), steps),
            "endStep": min(int(np.searchsorted(times, segment["endNs"])), steps),
        }
        for segment in judgement.segments
    ]


def cut_segments(segments: list[dict[str, Any]], start_row: int, steps: int) -> list[Segment]:
    """Of segments in the file's rows, what lies in the steps in use, which begin at ``start_row``."""
    cut = (
        Segment(
            phase=segment["phase"],
            attempt=segment["attempt"],
            start_step=max(segment["startStep"] - start_row, 0),
            end_step=min(segment["endStep"] - start_row, steps),
        )
        for segment in segments
    )
    return [segment for segment in cut if segment.start_step < segment.end_step]
