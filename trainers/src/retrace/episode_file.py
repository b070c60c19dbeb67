"""An episode's Arrow file."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pyarrow as pa

from retrace.errors import RetraceError


def read_table(folder: Path, manifest: dict[str, Any]) -> pa.Table:
    """All rows, mapped into memory.

    Raises:
        RetraceError: it is not what was sealed.
    """
    data_path = folder / "episode.arrow"
    expected_bytes = manifest["file"]["bytes"]
    try:
        found_bytes = data_path.stat().st_size
        if found_bytes != expected_bytes:
            raise RetraceError(
                f"the episode has {found_bytes} bytes, its manifest says {expected_bytes}; "
                f"copy it again from where it was recorded ({data_path})"
            )
        table = pa.ipc.open_file(pa.memory_map(str(data_path))).read_all()
    except (OSError, pa.ArrowException) as error:
        raise RetraceError(f"the episode's data cannot be read: {error} ({data_path})") from error
    rows = manifest["counts"]["rows"]
    if table.num_rows != rows:
        raise RetraceError(f"the episode has {table.num_rows} rows, its manifest says {rows} ({data_path})")
    return table


def assert_unchanged(folder: Path, manifest: dict[str, Any]) -> None:
    """Check every byte against the hash with which the episode was sealed.

    Raises:
        RetraceError: the file has changed.
    """
    path = folder / "episode.arrow"
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    if digest.hexdigest() != manifest["file"]["sha256"]:
        raise RetraceError(
            f"the episode has changed since it was sealed: its SHA-256 is {digest.hexdigest()}; "
            f"copy it again from where it was recorded ({path})"
        )
