"""Recipes: how episodes become training data, in the JSON files that ``retrace export`` takes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from retrace.errors import RetraceError

_OUTCOMES = ("success", "failure", "aborted")
_FILTER = {"verdict": "not-rejected", "outcomes": None, "protocols": None, "phases": None}


@dataclass(frozen=True)
class Recipe:
    """A recipe with its defaults filled in; ``docs/guide/export.md`` says what each part does."""

    name: str
    filter: dict[str, Any]
    mask: dict[str, Any]
    reward: dict[str, Any]
    discount: dict[str, float]
    resample: dict[str, Any]
    latency_ms: dict[str, float]
    cameras: list[str] | None
    trim_idle: dict[str, float] | None
    split: dict[str, float] | None
    images: dict[str, Any] | None
    """Size and crop, which are the exports' work: pictures that are read here stay as they were recorded."""


def read_recipe(path: str | PathLike[str]) -> Recipe:
    """Read a recipe's JSON file.

    Raises:
        RetraceError: it is no recipe; the message has the path of the field, what was found and expected.
    """
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RetraceError(f"no recipe that can be read: {error} ({path})") from error
    return parse_recipe(content, str(path))


def parse_recipe(content: Any, source: str = "recipe") -> Recipe:
    """As :func:`read_recipe`, of what such a file holds."""
    fields = _Fields(content, source)
    fields.one_of("format", (1,))
    recipe = Recipe(
        name=fields.take("name"),
        filter=fields.filled("filter", _FILTER),
        mask=fields.take("mask", {"keep": "everything"}),
        reward=fields.take("reward", {"kind": "protocol"}),
        discount=fields.take("discount", {"gamma": 0.99, "everyMs": 100}),
        resample=fields.filled("resample", {"hz": None, "method": "nearest"}),
        latency_ms=fields.take("latencyMs", {}),
        cameras=fields.take("cameras", None),
        trim_idle=fields.take("trimIdle", None),
        split=fields.take("split", None),
        images=fields.take("images", None),
    )
    fields.take("description", "")
    fields.refuse_others()
    _expect(source, "filter.verdict", recipe.filter["verdict"], ("accepted", "not-rejected"))
    for outcome in recipe.filter["outcomes"] or ():
        _expect(source, "filter.outcomes", outcome, _OUTCOMES)
    _expect(source, "mask.keep", recipe.mask.get("keep"), ("everything", "intents", "phases"))
    _expect(source, "reward.kind", recipe.reward.get("kind"), ("protocol", "sparse", "minus-one-per-step"))
    _expect(source, "resample.method", recipe.resample["method"], ("latest", "nearest", "interpolated"))
    return recipe


class _Fields:
    """The fields of an object, each of which must be asked for."""

    def __init__(self, content: Any, source: str) -> None:
        if not isinstance(content, dict):
            raise RetraceError(f"expected a JSON object, found {type(content).__name__} ({source})")
        self._left = dict(content)
        self._source = source

    def take(self, name: str, *default: Any) -> Any:
        if name not in self._left and not default:
            raise RetraceError(f"{name}: it is missing ({self._source})")
        return self._left.pop(name, *default)

    def filled(self, name: str, defaults: dict[str, Any]) -> dict[str, Any]:
        found = self.take(name, {})
        unknown = set(found) - set(defaults)
        if unknown:
            raise RetraceError(f"{name}: expected {', '.join(defaults)}, found {min(unknown)!r} ({self._source})")
        return {**defaults, **found}

    def one_of(self, name: str, known: tuple[Any, ...]) -> None:
        _expect(self._source, name, self.take(name), known)

    def refuse_others(self) -> None:
        if self._left:
            raise RetraceError(f"{min(self._left)}: a recipe has no such field ({self._source})")


def _expect(source: str, path: str, found: Any, known: tuple[Any, ...]) -> None:
    if found not in known:
        choices = ", ".join(map(repr, known))
        raise RetraceError(f"{path}: expected {choices}, found {found!r} ({source})")
