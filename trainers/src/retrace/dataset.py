"""The episodes of a dataset folder."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, overload

from retrace.episode import Episode, open_episode
from retrace.errors import RetraceError
from retrace.manifest import SEALED_STATES, read_dataset_info, read_manifest


def open_dataset(path: str | PathLike[str]) -> Dataset:
    """Open a dataset by its folder, with all episodes that are sealed or recovered, oldest first.

    An episode that is still being recorded, or cannot be read, is left out with a warning.

    Raises:
        RetraceError: it is no dataset, or is newer than this package.
    """
    folder = Path(path)
    info = read_dataset_info(folder)
    manifests: dict[Path, dict[str, Any]] = {}
    # A version 7 UUID begins with its time.
    for episode in sorted((folder / "episodes").glob("*/")):
        try:
            manifest = read_manifest(episode)
        except RetraceError as error:
            warnings.warn(f"episode left out: {error}", stacklevel=2)
            continue
        if manifest["state"] in SEALED_STATES:
            manifests[episode] = manifest
        else:
            warnings.warn(
                f"episode left out: it is not sealed; start Retrace to recover it ({episode})", stacklevel=2
            )
    return Dataset(folder, info, manifests)


class Dataset(Sequence[Episode]):
    """Episodes, opened when they are indexed or iterated over. Made by :func:`open_dataset`."""

    def __init__(self, path: Path, info: dict[str, Any], manifests: dict[Path, dict[str, Any]]) -> None:
        self.path = path
        self.info = info
        """``dataset.json``: name, robot profile, cameras."""
        self._manifests = manifests
        self._folders = list(manifests)

    def __len__(self) -> int:
        return len(self._folders)

    @overload
    def __getitem__(self, index: int) -> Episode: ...

    @overload
    def __getitem__(self, index: slice) -> Dataset: ...

    def __getitem__(self, index: int | slice) -> Episode | Dataset:
        if isinstance(index, slice):
            return self._with(self._folders[index])
        return open_episode(self._folders[index])

    def __iter__(self) -> Iterator[Episode]:
        return map(open_episode, self._folders)

    def __repr__(self) -> str:
        return f"<Dataset {self.info['name']}: {len(self)} episodes>"

    def filter(self, *, protocol: str | None = None, outcome: str | None = None) -> Dataset:
        """The episodes that have this protocol and this outcome; what is not given does not matter."""

        def is_wanted(manifest: dict[str, Any]) -> bool:
            return (protocol is None or manifest["head"]["protocol"]["name"] == protocol) and (
                outcome is None or manifest["outcome"] == outcome
            )

        return self._with([folder for folder in self._folders if is_wanted(self._manifests[folder])])

    def _with(self, folders: list[Path]) -> Dataset:
        return Dataset(self.path, self.info, {folder: self._manifests[folder] for folder in folders})
