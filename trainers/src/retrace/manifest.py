"""The JSON files of a dataset, checked as far as the reader relies on them."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from pathlib import Path
from typing import Any

from retrace.errors import RetraceError

NEWEST_FORMAT = 1

SEALED_STATES = ("sealed", "recovered")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read ``episode.json``.

    Raises:
        RetraceError: the folder is no episode, or its manifest is damaged or newer than this package.
    """
    return _read_json(folder / "episode.json", "no episode here", ("state", "head"))


def read_dataset_info(folder: Path) -> dict[str, Any]:
    """Read ``dataset.json``; raises as :func:`read_manifest` does."""
    return _read_json(folder / "dataset.json", "no dataset here", ("name", "robotProfile", "cameras"))


def read_version(folder: Path, name: str) -> dict[str, Any]:
    """Read ``versions/<name>.json``; raises as :func:`read_manifest` does, also when it is not what was frozen."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", name):
        raise RetraceError(f"version: expected a name of letters, digits, '.', '_' and '-', found {name!r}")
    path = folder / "versions" / f"{name}.json"
    if not path.exists():
        names = sorted(file.stem for file in path.parent.glob("[!.]*.json"))
        raise RetraceError(f"no version {name!r}; there are {', '.join(names) or 'none'} ({path.parent})")
    version = _read_json(path, "no version here", ("name", "episodes", "sha256"))
    canonical = json.dumps(version["episodes"], separators=(",", ":"), ensure_ascii=False)
    if hashlib.sha256(canonical.encode()).hexdigest() != version["sha256"]:
        raise RetraceError(f"the version's episodes are not those that were frozen ({path})")
    return version


def read_labels(folder: Path) -> list[dict[str, Any]]:
    """The decisions of ``labels.jsonl``, in their order; lines that a crash cut short are left out.

    Raises:
        RetraceError: a whole line is damaged or newer than this package.
    """
    path = folder / "labels.jsonl"
    if not path.exists():
        return []
    labels = []
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        try:
            json.loads(line)
        except ValueError as error:
            if b'"check"' in line:
                raise RetraceError(f"the label is damaged: {error} ({path}, line {number})") from error
            continue
        labels.append(_checked(line, Path(f"{path}, line {number}"), ("kind", "at", "by")))
    return labels


def _read_json(path: Path, missing: str, keys: tuple[str, ...]) -> dict[str, Any]:
    try:
        data = path.read_bytes()
        json.loads(data)
    except FileNotFoundError as error:
        raise RetraceError(f"{missing}: give the folder that holds {path.name} ({path})") from error
    except (OSError, ValueError) as error:
        raise RetraceError(f"not readable as JSON: {error} ({path})") from error
    return _checked(data, path, keys)


def _checked(data: bytes, path: Path, keys: tuple[str, ...]) -> dict[str, Any]:
    value = json.loads(data)
    if not isinstance(value, dict) or not isinstance(value.get("format"), int):
        raise RetraceError(f"format: expected a number; the file is not one of Retrace ({path})")
    if value["format"] > NEWEST_FORMAT:
        raise RetraceError(
            f"format: {value['format']} is newer than {NEWEST_FORMAT}, the newest that this package reads; "
            f"update the package `retrace` ({path})"
        )
    absent = [key for key in keys if key not in value]
    if absent:
        raise RetraceError(f"{absent[0]}: missing; the file is damaged ({path})")
    _assert_check(data, path)
    value.pop("check", None)
    return value


def _assert_check(data: bytes, path: Path) -> None:
    """The last field, ``check``, is the CRC-32 of all before it. Files without one are taken as they are."""
    text, _, check = data.rpartition(b",")
    found = re.fullmatch(rb'\s*"check":\s*"([0-9a-f]{8})"\s*\}\s*', check)
    if found and int(found[1], 16) != zlib.crc32(text):
        raise RetraceError(
            f"the file is damaged or was changed: its text has the checksum {zlib.crc32(text):08x}, "
            f"not {found[1].decode()}; if it was changed on purpose, take out the field \"check\" ({path})"
        )
