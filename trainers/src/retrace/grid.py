"""Samples on a grid of instants, to the last bit as the exports make them (``datasets/recipes/grid.ts``)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from retrace.quaternions import orientations_between


def grid_of(start_ns: float, end_ns: float, hz: float) -> np.ndarray:
    """T + 1 instants at equal distances, T being the whole number of periods closest to the span."""
    steps = math.floor((end_ns - start_ns) * hz / 1e9 + 0.5)
    return start_ns + np.floor(np.arange(steps + 1) * 1e9 / hz + 0.5)


def pick_samples(sample_ns: np.ndarray, instants_ns: np.ndarray, method: str) -> np.ndarray:
    """The sample that each instant shows; before the first sample it is the first. ``sample_ns`` never falls."""
    at = np.maximum(np.searchsorted(sample_ns, instants_ns, side="right") - 1, 0)
    if method == "latest":
        return at
    following = np.minimum(at + 1, len(sample_ns) - 1)
    is_closer = sample_ns[following] - instants_ns < instants_ns - sample_ns[at]
    return np.where(is_closer, following, at)


def interpolate(
    values: np.ndarray, sample_ns: np.ndarray, instants_ns: np.ndarray, quaternions: Sequence[list[int]] = ()
) -> np.ndarray:
    """Values (N, D) on the line between the samples around each instant; outside of all, the nearest one.

    Orientations, whose places ``quaternions`` has, stay such.
    """
    low = pick_samples(sample_ns, instants_ns, "latest")
    high = np.minimum(low + 1, len(sample_ns) - 1)
    span = sample_ns[high] - sample_ns[low]
    share = np.clip((instants_ns - sample_ns[low]) / np.where(span > 0, span, np.inf), 0, 1)[:, None]
    exact = values.astype(np.float64)
    result = exact[low] * (1 - share) + exact[high] * share
    for parts in quaternions:
        between, has_one = orientations_between(exact[low][:, parts], exact[high][:, parts], share)
        result[:, parts] = np.where((share > 0) & has_one, between, result[:, parts])
    return result.astype(np.float32)


def mean_over_steps(values: np.ndarray, sample_ns: np.ndarray, instants_ns: np.ndarray) -> np.ndarray:
    """(T, D): the mean over each of T steps of values that hold from their sample until the next one."""
    first = pick_samples(sample_ns, instants_ns, "latest")
    exact = values.astype(np.float64)
    means = np.zeros((len(instants_ns) - 1, values.shape[1]))
    for step, mean in enumerate(means):
        start_ns, end_ns = instants_ns[step], instants_ns[step + 1]
        for sample in range(first[step], len(sample_ns)):
            from_ns = start_ns if sample == first[step] else sample_ns[sample]
            if from_ns >= end_ns:
                break
            until_ns = min(end_ns, sample_ns[sample + 1]) if sample + 1 < len(sample_ns) else end_ns
            mean += (until_ns - from_ns) / (end_ns - start_ns) * exact[sample]
    return means.astype(np.float32)
