"""What people decided about an episode after it was recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Judgement:
    """Decisions that change what an episode says. ``None`` means: as it was recorded."""

    verdict: str | None = None
    """``accept`` or ``reject``."""
    outcome: str | None = None
    """``success``, ``failure`` or ``aborted``."""
    task: str | None = None
    """What the robot was to do, in other words than the session's."""
    segments: list[dict[str, Any]] | None = None
    """All segments, each with ``phase``, ``attempt``, ``startNs``, ``endNs``."""
    trim: tuple[int, int] | None = None
    """``[start_ns, end_ns)`` since the episode began: the rows to use."""


AS_RECORDED = Judgement()


def judgement_of_labels(labels: Iterable[dict[str, Any]]) -> Judgement:
    """What the lines of ``labels.jsonl`` come to: of two about the same thing the later one counts."""
    undone: set[str] = set()
    found: dict[str, Any] = {}
    for label in reversed(list(labels)):
        kind = label["kind"]
        if label.get("id") in undone:
            continue
        if kind == "undo":
            undone.add(label["undoes"])
        elif kind in ("accept", "reject"):
            found.setdefault("verdict", kind)
        elif kind in ("outcome", "task", "segments"):
            found.setdefault(kind, label[kind])
        elif kind == "trim":
            found.setdefault("trim", (label["startNs"], label["endNs"]))
    return Judgement(**found)


def judgement_of_version(episode: dict[str, Any]) -> Judgement:
    """What a frozen version has of an episode."""
    trim = episode["trim"]
    return Judgement(
        verdict=episode["verdict"],
        outcome=episode["outcome"],
        task=episode.get("task"),
        segments=episode["segments"],
        trim=None if trim is None else (trim["startNs"], trim["endNs"]),
    )
