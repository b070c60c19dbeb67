"""The metrics of a run as CSV, and for TensorBoard where that is installed."""

from __future__ import annotations

import csv
from pathlib import Path


class RunLog:
    """Rows of ``metrics.csv``. A run that goes on at a step forgets what it had written after it."""

    def __init__(self, folder: Path, step: int) -> None:
        self._path = folder / "metrics.csv"
        kept: list[dict[str, str]] = []
        if self._path.exists():
            with self._path.open(newline="") as file:
                kept = [row for row in csv.DictReader(file) if int(row["step"]) <= step]
        self._file = self._path.open("w", newline="")
        self._writer: csv.DictWriter[str] | None = None
        for row in kept:
            self._write(row)
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError:
            self._board = None
        else:
            self._board = SummaryWriter(str(folder / "tensorboard"), purge_step=step)

    def add(self, step: int, metrics: dict[str, float]) -> None:
        self._write({"step": step, **metrics})
        self._file.flush()
        if self._board is not None:
            for name, value in metrics.items():
                self._board.add_scalar(name, value, step)

    def close(self) -> None:
        self._file.close()
        if self._board is not None:
            self._board.close()

    def _write(self, row: dict[str, object]) -> None:
        if self._writer is None:
            self._writer = csv.DictWriter(self._file, list(row))
            self._writer.writeheader()
        self._writer.writerow(row)
