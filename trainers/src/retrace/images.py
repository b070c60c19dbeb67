"""Encoded images of a column, decoded one by one as they are asked for."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import overload

import numpy as np
import pyarrow as pa

from retrace.errors import RetraceError


class Images(Sequence[np.ndarray]):
    """A sequence of images; nothing is decoded or copied before it is used.

    uint8 of shape (H, W, 3); pictures of 16 bits, such as depth in millimetres, are uint16 of shape (H, W).
    Indexing a row before the camera's first image raises :class:`RetraceError`; see :meth:`is_present`.
    """

    def __init__(self, encoded: pa.ChunkedArray, rows: np.ndarray | None = None) -> None:
        self._encoded = encoded
        self._rows = np.arange(len(encoded)) if rows is None else rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> np.ndarray: ...

    @overload
    def __getitem__(self, index: slice) -> Images: ...

    def __getitem__(self, index: int | slice) -> np.ndarray | Images:
        if isinstance(index, slice):
            return self.take(np.arange(len(self))[index])
        return decode_image(self.bytes(index))

    def take(self, rows: np.ndarray) -> Images:
        """Those of the given rows, in their order; a row may stand there more than once."""
        return Images(self._encoded, self._rows[rows])

    @property
    def is_present(self) -> np.ndarray:
        """(N,) bool: False before the camera's first image."""
        return self._encoded.is_valid().to_numpy()[self._rows]

    def bytes(self, index: int) -> bytes:
        """The camera's own JPEG or PNG bytes."""
        if not -len(self) <= index < len(self):
            raise IndexError(f"image {index} of {len(self)}")
        encoded = self._encoded[int(self._rows[index])].as_py()
        if encoded is None:
            raise RetraceError(f"the camera had sent nothing yet at image {index}; see is_present")
        return encoded


def decode_image(encoded: bytes) -> np.ndarray:
    """JPEG or PNG bytes as uint8 of shape (H, W, 3), or uint16 of shape (H, W) where they have 16 bits.

    Raises:
        RetraceError: Pillow is not installed, or the bytes are no image.
    """
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError as error:
        raise RetraceError(
            "decoding images needs Pillow: pip install 'retrace[images]'; image_bytes() works without"
        ) from error
    try:
        with Image.open(io.BytesIO(encoded)) as image:
            if image.mode.startswith("I"):
                return np.asarray(image).astype(np.uint16)
            return np.asarray(image.convert("RGB"))
    except (UnidentifiedImageError, OSError) as error:
        raise RetraceError(f"an image of {len(encoded)} bytes cannot be decoded: {error}") from error
