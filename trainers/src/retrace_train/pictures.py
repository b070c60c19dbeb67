"""Small pictures of all rows of a data set: decoded as they are asked for, or once for all runs."""

from __future__ import annotations

import bisect
import hashlib
import itertools
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import simplejpeg
import torch
from PIL import Image

from retrace import Dataset, Images, RetraceError
from retrace.images import decode_image

_JPEG_BEGIN = b"\xff\xd8"


class PictureRows(Protocol):
    """Pictures by row, as uint8 of shape (B, cameras, size, size, 3)."""

    def __getitem__(self, rows: torch.Tensor) -> torch.Tensor: ...


class LazyPictures:
    """Decodes the pictures of the rows that are asked for, from the mapped episodes.

    A row before a camera's first picture shows black.
    """

    def __init__(self, dataset: Dataset, cameras: Sequence[str], size_px: int) -> None:
        episodes = list(dataset)
        missing = [camera for camera in cameras for episode in episodes if camera not in episode.cameras]
        if missing:
            raise RetraceError(f"no camera {missing[0]!r} in every episode ({dataset.path})")
        self.size_px = size_px
        self._columns = [[_Column(episode.images(camera)) for camera in cameras] for episode in episodes]
        self._starts = [0, *itertools.accumulate(len(episode) + 1 for episode in episodes)]
        self.shape = (self._starts[-1], len(cameras), size_px, size_px, 3)

    def __getitem__(self, rows: torch.Tensor) -> torch.Tensor:
        return torch.from_numpy(np.stack([self.row(int(row)) for row in rows.flatten()]))

    def row(self, row: int) -> np.ndarray:
        """All cameras' pictures of one row: (cameras, size, size, 3)."""
        episode = bisect.bisect_right(self._starts, row) - 1
        index = row - self._starts[episode]
        pictures = np.zeros(self.shape[1:], np.uint8)
        for camera, column in enumerate(self._columns[episode]):
            if column.is_present[index]:
                pictures[camera] = small_picture(column.images.bytes(index), self.size_px)
        return pictures


class _Column:
    """One camera of one episode; what is present is found once, not at each row."""

    def __init__(self, images: Images) -> None:
        self.images = images
        self.is_present = images.is_present


def small_picture(encoded: bytes, size_px: int) -> np.ndarray:
    """A JPEG or PNG as uint8 of shape (size, size, 3): the mean over the area of each pixel, whatever its shape."""
    if encoded.startswith(_JPEG_BEGIN):
        # Five times as fast as Pillow at 64 x 64, where most of the time is not the decoding itself.
        picture = simplejpeg.decode_jpeg(encoded)
    else:
        picture = decode_image(encoded)
    if picture.ndim != 3:
        raise RetraceError("a picture of depth cannot be learnt from yet: name the colour cameras with --camera")
    if picture.shape[:2] == (size_px, size_px):
        return picture
    return np.asarray(Image.fromarray(picture).resize((size_px, size_px), Image.Resampling.BOX))


def cached_pictures(dataset: Dataset, cameras: Sequence[str], size_px: int, folder: Path) -> torch.Tensor:
    """All pictures as one tensor that is mapped from a file, which is made the first time.

    The file's name is the hash of the episodes' own hashes, their trims, the cameras and the size: other
    data have another file.
    """
    episodes = [(e.manifest["file"]["sha256"], e.start_row, len(e)) for e in dataset]
    key = hashlib.sha256(json.dumps([episodes, list(cameras), size_px]).encode()).hexdigest()[:24]
    path = folder / f"{key}.npy"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        lazy = LazyPictures(dataset, cameras, size_px)
        unfinished = path.with_suffix(f".{os.getpid()}.tmp")
        pictures = np.lib.format.open_memmap(unfinished, mode="w+", dtype=np.uint8, shape=lazy.shape)
        for row in range(lazy.shape[0]):
            pictures[row] = lazy.row(row)
        pictures.flush()
        unfinished.replace(path)
    # Copy on write: PyTorch warns of memory that cannot be written, and nobody may write the file.
    return torch.from_numpy(np.load(path, mmap_mode="c"))
