"""One episode as NumPy arrays."""

from __future__ import annotations

from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from retrace.columns import matrix, strings, struct
from retrace.episode_file import assert_unchanged, read_table
from retrace.errors import RetraceError
from retrace.extras import Extra, read_extra
from retrace.images import Images
from retrace.judgement import AS_RECORDED, Judgement
from retrace.manifest import SEALED_STATES, read_manifest
from retrace.segments import Segment, cut_segments, judged_segments
from retrace.stamps import Stamps, read_stamps


def open_episode(path: str | PathLike[str], judgement: Judgement = AS_RECORDED) -> Episode:
    """Open a sealed or recovered episode by its folder, as it was recorded or as a judgement changes it.

    The file is mapped into memory: arrays are made when they are asked for, images when they are indexed.

    Raises:
        RetraceError: it is no episode, is not sealed, is damaged, or is newer than this package.
    """
    folder = Path(path)
    manifest = read_manifest(folder)
    if manifest["state"] not in SEALED_STATES:
        raise RetraceError(
            f"the episode is not sealed: wait until it is recorded, or start Retrace to recover it ({folder})"
        )
    return Episode(folder, manifest, read_table(folder, manifest), judgement)


class Episode:
    """An episode of T steps: T + 1 observations (rows), T actions.

    Made by :func:`open_episode`. Arrays are read once and then kept; treat them as read-only.
    """

    def __init__(
        self, path: Path, manifest: dict[str, Any], table: pa.Table, judgement: Judgement = AS_RECORDED
    ) -> None:
        self.path = path
        self.manifest = manifest
        """``episode.json`` as it is: head, outcome, events, segments, findings, counts."""
        self.judgement = judgement
        """What was decided about it later, and is applied here."""
        times = table["time_ns"].to_numpy()
        start, end = (0, len(times)) if judgement.trim is None else np.searchsorted(times, judgement.trim)
        if end - start < 2:
            raise RetraceError(f"trim: {judgement.trim} ns leaves no step of the episode's {len(times) - 1} ({path})")
        self.start_row = int(start)
        """The first row in use, of those in the file."""
        self.table = table.slice(start, end - start)
        """The columns as Arrow has them, of the rows in use."""
        self._segments = judged_segments(manifest, judgement, times)
        self._has_end = end == len(times) or not self._segments or end - 2 >= self._segments[-1]["startStep"]

    def __len__(self) -> int:
        """T, the number of steps."""
        return self.table.num_rows - 1

    def __repr__(self) -> str:
        return f"<Episode {self.id}: {self.protocol}, {self.outcome}, {len(self)} steps>"

    @property
    def id(self) -> str:
        return self.manifest["head"]["id"]

    @property
    def state(self) -> str:
        """``sealed``, or ``recovered`` after a crash cut the recording short."""
        return self.manifest["state"]

    @property
    def task(self) -> str:
        """What the robot was to do; in better words, where somebody found some."""
        return self.judgement.task or self.manifest["head"]["task"]

    @property
    def operator(self) -> str:
        return self.manifest["head"]["operator"]

    @property
    def protocol(self) -> str:
        return self.manifest["head"]["protocol"]["name"]

    @property
    def outcome(self) -> str:
        """``success``, ``failure`` or ``aborted``; corrected, where somebody did."""
        return self.judgement.outcome or self.manifest["outcome"]

    @property
    def ends_in_success(self) -> bool:
        """Whether its last step brought the success; no more when that step was trimmed away."""
        return self.outcome == "success" and self._has_end

    @property
    def success_reward(self) -> float:
        """What its protocol gives for success."""
        return self.manifest["head"]["protocol"]["definition"]["reward"]["success"]

    @cached_property
    def intents(self) -> dict[str, str]:
        """What each phase means to its protocol: ``succeed``, ``fail``, ``recover`` or ``free``."""
        phases = self.manifest["head"]["protocol"]["definition"]["phases"]
        return {phase["name"]: phase["intent"] for phase in phases}

    @cached_property
    def segments(self) -> list[Segment]:
        """The phases as they turned out to be, of the steps in use, in their order."""
        return cut_segments(self._segments, self.start_row, len(self))

    @property
    def cameras(self) -> list[str]:
        return [camera["name"] for camera in self.manifest["head"]["cameras"]]

    @property
    def state_names(self) -> list[str]:
        return self.manifest["head"]["state"]["names"]

    @property
    def action_names(self) -> list[str]:
        return self.manifest["head"]["action"]["names"]

    @cached_property
    def time_ns(self) -> np.ndarray:
        """(T+1,) int64: the station's monotonic clock since the episode began."""
        return self.table["time_ns"].to_numpy()

    @cached_property
    def wall_time(self) -> np.ndarray:
        """(T+1,) datetime64[ns], UTC: the same instants on the wall."""
        return self.table["wall_time"].cast(pa.int64()).to_numpy().astype("datetime64[ns]")

    @cached_property
    def observation_state(self) -> np.ndarray:
        """(T+1, D) float32, with the quantities ``state_names``."""
        return matrix(self.table["observation.state"], len(self.state_names))

    @cached_property
    def action(self) -> np.ndarray:
        """(T, A) float32, with the quantities ``action_names``: mean of the commands sent during the step."""
        # The last row has no action; in a recovered episode it may have one, whose effect nobody saw.
        return matrix(self.table["action"].slice(0, len(self)), len(self.action_names))

    @cached_property
    def action_source(self) -> np.ndarray:
        """(T,) str: ``operator``, ``policy`` or ``script``."""
        return strings(self.table["action.source"].slice(0, len(self)))

    @cached_property
    def reward(self) -> np.ndarray:
        """(T,) float32, on the step whose action caused it."""
        reward = self.table["reward"].to_numpy()[:-1].copy()
        if self._is_judged and len(self) > 0:
            reward[:] = 0
            reward[-1] = self.success_reward if self.ends_in_success else 0
        return reward

    @cached_property
    def terminated(self) -> np.ndarray:
        """(T,) bool: the step ended the task, and its last state has no future."""
        terminated = self.table["terminated"].to_numpy()[:-1].copy()
        if self._is_judged:
            terminated[:] = False
            terminated[-1:] = self.ends_in_success
        return terminated

    @cached_property
    def truncated(self) -> np.ndarray:
        """(T,) bool: the recording ended here while the task could have gone on.

        The last step of a recovered episode is truncated, whatever its row says: the crash came after the row.
        """
        truncated = self.table["truncated"].to_numpy()[:-1].copy()
        if self._is_judged or self.state == "recovered":
            truncated[:] = False
            truncated[-1:] = ~self.terminated[-1:]
        return truncated

    @cached_property
    def phase(self) -> np.ndarray:
        """(T+1,) str: the phases as they turned out to be.

        A mark that was undone does not count, and an attempt that failed after all is a failure. The final
        observation has the phase of the last step. ``recorded_phase`` is what was known at the time.
        """
        phase = self.recorded_phase.astype(object)
        for segment in self.segments:
            phase[self._rows_of(segment)] = segment.phase
        return phase.astype(str)

    @cached_property
    def attempt(self) -> np.ndarray:
        """(T+1,) int16: counts the tries from 0, by the same segments as ``phase``."""
        attempt = self.recorded_attempt.copy()
        for segment in self.segments:
            attempt[self._rows_of(segment)] = segment.attempt
        return attempt

    @cached_property
    def recorded_phase(self) -> np.ndarray:
        """(T+1,) str: the phase that was under way at each row, as far as was known then."""
        return strings(self.table["phase"])

    @cached_property
    def recorded_attempt(self) -> np.ndarray:
        """(T+1,) int16: the attempt that was under way at each row, as far as was known then."""
        return self.table["attempt"].to_numpy()

    @cached_property
    def stamps(self) -> dict[str, Stamps]:
        """By stream: when what each row used was made, and when it arrived."""
        return read_stamps(self.table)

    def images(self, camera: str) -> Images:
        """The T + 1 images of a camera as uint8 of shape (H, W, 3), decoded as they are indexed."""
        column = self._column(f"observation.images.{camera}", "camera", self.cameras)
        return Images(struct(column)["bytes"])

    def image_bytes(self, camera: str, row: int) -> bytes:
        """The camera's own JPEG or PNG bytes at a row."""
        return self.images(camera).bytes(row)

    @property
    def extra_streams(self) -> list[str]:
        return [stream["name"] for stream in self.manifest["head"]["extras"]]

    def extras(self, stream: str) -> Extra:
        """All messages of an extra stream."""
        return read_extra(self._column(f"extra.{stream}", "extra stream", self.extra_streams))

    def verify(self) -> None:
        """Check every byte against the hash with which the episode was sealed.

        Raises:
            RetraceError: the file has changed.
        """
        assert_unchanged(self.path, self.manifest)

    @property
    def _is_judged(self) -> bool:
        return self.judgement.outcome is not None or self.judgement.trim is not None

    def _rows_of(self, segment: Segment) -> slice:
        """The final observation goes with the last step."""
        is_last = segment.end_step == len(self)
        return slice(segment.start_step, segment.end_step + is_last)

    def _column(self, name: str, kind: str, known: list[str]) -> pa.ChunkedArray:
        if name not in self.table.column_names:
            raise RetraceError(f"no {kind} {name.rsplit('.', 1)[-1]!r}; there are {', '.join(known)} ({self.path})")
        return self.table[name]


