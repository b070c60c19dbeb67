"""Recipes: how episodes become training data, in the JSON files that ``retrace export`` takes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from retrace.errors import RetraceError

_OUTCOMES = ("success", "failure", "aborted")
_DISCOUNT = {"gamma": 0.99, "everyMs": 100}
_INTENTS = ("succeed", "fail", "recover", "free")
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
        mask=_mask(fields.part("mask", {"keep": "everything"})),
        reward=_reward(fields.part("reward", {"kind": "protocol"})),
        discount=fields.numbers("discount", "gamma", "everyMs") or _DISCOUNT,
        resample=fields.filled("resample", {"hz": None, "method": "nearest"}),
        latency_ms=fields.take("latencyMs", {}),
        cameras=fields.take("cameras", None),
        trim_idle=fields.numbers("trimIdle", "leastMove"),
        split=fields.numbers("split", "validation", seed=0),
        images=fields.take("images", None),
    )
    fields.take("description", "")
    fields.refuse_others()
    _expect(source, "filter.verdict", recipe.filter["verdict"], ("accepted", "not-rejected"))
    for outcome in recipe.filter["outcomes"] or ():
        _expect(source, "filter.outcomes", outcome, _OUTCOMES)
    _expect(source, "resample.method", recipe.resample["method"], ("latest", "nearest", "interpolated"))
    return recipe


def _mask(fields: _Fields) -> dict[str, Any]:
    keep = fields.one_of("keep", ("everything", "intents", "phases"))
    mask = {"keep": keep}
    if keep != "everything":
        mask[keep] = fields.texts(keep)
    for intent in mask.get("intents", ()):
        _expect(fields.source, "mask.intents", intent, _INTENTS)
    fields.refuse_others()
    return mask


def _reward(fields: _Fields) -> dict[str, Any]:
    kind = fields.one_of("kind", ("protocol", "sparse", "minus-one-per-step"))
    reward = {"kind": kind}
    if kind == "sparse":
        reward["success"] = fields.number("success")
    fields.refuse_others()
    return reward


class _Fields:
    """The fields of an object, each of which must be asked for."""

    def __init__(self, content: Any, source: str, path: str = "") -> None:
        self.source = source
        self._path = path
        if not isinstance(content, dict):
            what = f"{path[:-1]}: expected" if path else "expected"
            raise RetraceError(f"{what} a JSON object, found {type(content).__name__} ({source})")
        self._left = dict(content)

    def take(self, name: str, *default: Any) -> Any:
        if name not in self._left and not default:
            raise RetraceError(f"{self._path}{name}: it is missing ({self.source})")
        return self._left.pop(name, *default)

    def part(self, name: str, *default: dict[str, Any]) -> _Fields:
        return _Fields(self.take(name, *default), self.source, f"{self._path}{name}.")

    def filled(self, name: str, defaults: dict[str, Any]) -> dict[str, Any]:
        fields = self.part(name, {})
        found = {key: fields.take(key, value) for key, value in defaults.items()}
        fields.refuse_others()
        return found

    def numbers(self, name: str, *needed: str, **optional: float) -> dict[str, float] | None:
        """An object of numbers; None where there is none."""
        if self._left.get(name) is None:
            return self.take(name, None)
        fields = self.part(name)
        found = {key: fields.number(key) for key in needed}
        found |= {key: fields.number(key, default) for key, default in optional.items()}
        fields.refuse_others()
        return found

    def number(self, name: str, *default: float) -> float:
        found = self.take(name, *default)
        if isinstance(found, bool) or not isinstance(found, int | float):
            raise RetraceError(f"{self._path}{name}: expected a number, found {found!r} ({self.source})")
        return found

    def texts(self, name: str) -> list[str]:
        found = self.take(name)
        if not isinstance(found, list) or not found or not all(isinstance(text, str) for text in found):
            raise RetraceError(f"{self._path}{name}: expected one text or more, found {found!r} ({self.source})")
        return found

    def one_of(self, name: str, known: tuple[Any, ...]) -> Any:
        found = self.take(name, None)
        _expect(self.source, f"{self._path}{name}", found, known)
        return found

    def refuse_others(self) -> None:
        if self._left:
            raise RetraceError(f"{self._path}{min(self._left)}: a recipe has no such field ({self.source})")


def _expect(source: str, path: str, found: Any, known: tuple[Any, ...]) -> None:
    if found not in known:
        choices = ", ".join(map(repr, known))
        raise RetraceError(f"{path}: expected {choices}, found {found!r} ({source})")
