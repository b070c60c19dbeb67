"""Orientations among the numbers of a state, as the exports have them (``datasets/recipes/quaternions.ts``)."""

from __future__ import annotations

import re
from typing import Any

import numpy as np


def quaternions_of(head: dict[str, Any]) -> list[list[int]]:
    """Where x, y, z and w stand that the profile reads from one message's ``orientation``."""
    names = head["state"]["names"]
    profile = head["robotProfile"]["definition"]
    found = []
    # Of an imported episode there is none.
    for stream in profile.get("streams", ()) if isinstance(profile, dict) else ():
        name_at = {value["path"]: value["name"] for value in reversed(stream["values"])}
        for path in (value["path"] for value in stream["values"]):
            if not re.search(r"(^|\.)orientation\.w$", path):
                continue
            parts = [name_at.get(path[:-1] + axis) for axis in "xyzw"]
            if all(part in names for part in parts):
                found.append([names.index(part) for part in parts])
    return found


def orientations_between(start: np.ndarray, end: np.ndarray, share: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The orientations (N, 4) at shares (N, 1) of the way between others: on the line between them, at length 1.

    Returns:
        them, and (N, 1) whether there is one, as there is none between rows of zeros
    """
    # q and −q are the same orientation: the one that is closer is the short way round.
    sign = np.where(_dot(start, end) < 0, -1.0, 1.0)
    mixed = start * (1 - share) + sign * end * share
    length = np.sqrt(_dot(mixed, mixed))
    has_one = length > 0
    return mixed / np.where(has_one, length, 1), has_one


def _dot(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """In this order, as the exports add up."""
    x, y, z, w = (a * b).T
    return (x + y + z + w)[:, None]
