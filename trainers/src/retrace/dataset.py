"""The episodes of a dataset folder."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, overload

from retrace.episode import Episode, open_episode
from retrace.errors import RetraceError
from retrace.judgement import Judgement, judgement_of_labels, judgement_of_version
from retrace.manifest import SEALED_STATES, read_dataset_info, read_labels, read_manifest, read_version

_Entry = tuple[dict[str, Any], Judgement]


def open_dataset(path: str | PathLike[str], version: str | None = None) -> Dataset:
    """Open a dataset by its folder, with its episodes as people judged them, oldest first.

    With the name of a version: the episodes that were frozen in it, as they had been judged then.
    Without: all that are sealed or recovered, with the labels of today; what is still being recorded, or
    cannot be read, is left out with a warning. Rejected episodes stay in; ``filter(verdict=...)`` sorts them out.

    Raises:
        RetraceError: it is no dataset, is newer than this package, or lacks an episode of the version.
    """
    folder = Path(path)
    info = read_dataset_info(folder)
    if version is not None:
        return _open_version(folder, info, version)
    entries: dict[Path, _Entry] = {}
    # A version 7 UUID begins with its time; what has a hidden name is a copy under way.
    for episode in sorted((folder / "episodes").glob("[!.]*/")):
        try:
            manifest = read_manifest(episode)
            name = manifest["head"].get("id")
            if name != episode.name:
                raise RetraceError(f"head.id: {name} is not the folder's name ({episode})")
            judgement = judgement_of_labels(read_labels(episode))
        except RetraceError as error:
            warnings.warn(f"episode left out: {error}", stacklevel=2)
            continue
        if manifest["state"] in SEALED_STATES:
            entries[episode] = (manifest, judgement)
        else:
            warnings.warn(
                f"episode left out: it is not sealed; start Retrace to recover it ({episode})", stacklevel=2
            )
    return Dataset(folder, info, entries)


def _open_version(folder: Path, info: dict[str, Any], name: str) -> Dataset:
    entries: dict[Path, _Entry] = {}
    for frozen in read_version(folder, name)["episodes"]:
        path = folder / "episodes" / frozen["id"]
        manifest = read_manifest(path)
        if manifest["state"] not in SEALED_STATES or manifest["file"]["sha256"] != frozen["sha256"]:
            raise RetraceError(f"the episode is not the one that version {name!r} has; copy it again ({path})")
        entries[path] = (manifest, judgement_of_version(frozen))
    return Dataset(folder, info, entries)


class Dataset(Sequence[Episode]):
    """Episodes, opened when they are indexed or iterated over. Made by :func:`open_dataset`."""

    def __init__(self, path: Path, info: dict[str, Any], entries: dict[Path, _Entry]) -> None:
        self.path = path
        self.info = info
        """``dataset.json``: name, robot profile, cameras."""
        self._entries = entries
        self._folders = list(entries)

    def __len__(self) -> int:
        return len(self._folders)

    @overload
    def __getitem__(self, index: int) -> Episode: ...

    @overload
    def __getitem__(self, index: slice) -> Dataset: ...

    def __getitem__(self, index: int | slice) -> Episode | Dataset:
        if isinstance(index, slice):
            return self._with(self._folders[index])
        return self._open(self._folders[index])

    def __iter__(self) -> Iterator[Episode]:
        return map(self._open, self._folders)

    def __repr__(self) -> str:
        return f"<Dataset {self.info['name']}: {len(self)} episodes>"

    def filter(
        self, *, protocol: str | None = None, outcome: str | None = None, verdict: str | None = None
    ) -> Dataset:
        """The episodes with this protocol, outcome and verdict; what is not given does not matter."""

        def is_wanted(manifest: dict[str, Any], judgement: Judgement) -> bool:
            return (
                (protocol is None or manifest["head"]["protocol"]["name"] == protocol)
                and (outcome is None or (judgement.outcome or manifest["outcome"]) == outcome)
                and (verdict is None or judgement.verdict == verdict)
            )

        return self._with([folder for folder in self._folders if is_wanted(*self._entries[folder])])

    def _open(self, folder: Path) -> Episode:
        return open_episode(folder, self._entries[folder][1])

    def _with(self, folders: list[Path]) -> Dataset:
        return Dataset(self.path, self.info, {folder: self._entries[folder] for folder in folders})
