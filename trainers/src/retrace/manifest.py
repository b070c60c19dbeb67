"""The JSON files of a dataset, checked as far as the reader relies on them."""

from __future__ import annotations

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


def _read_json(path: Path, missing: str, keys: tuple[str, ...]) -> dict[str, Any]:
    try:
        data = path.read_bytes()
        value = json.loads(data)
    except FileNotFoundError as error:
        raise RetraceError(f"{missing}: give the folder that holds {path.name} ({path})") from error
    except (OSError, ValueError) as error:
        raise RetraceError(f"not readable as JSON: {error} ({path})") from error
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
