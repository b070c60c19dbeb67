"""d3rlpy's ReplayBuffer of what a recipe makes of episodes, without a file in between."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from retrace.errors import RetraceError
from retrace.trajectory import Trajectory

if TYPE_CHECKING:
    from d3rlpy.dataset import ReplayBuffer


def d3rlpy_buffer(parts: Iterable[Trajectory]) -> ReplayBuffer:
    """The same episodes as in an export to the target ``d3rlpy``; all pictures are decoded into memory.

    An observation is the state (D,) float32, or with cameras a tuple of it and of pictures (3, H, W) uint8. d3rlpy
    drops the last row of an episode that is truncated: such a one has its final observation as a row more.

    Raises:
        RetraceError: d3rlpy is not installed.
    """
    try:
        from d3rlpy.dataset import Episode, create_infinite_replay_buffer
    except ImportError as error:
        raise RetraceError("a buffer of d3rlpy needs d3rlpy: pip install d3rlpy") from error
    return create_infinite_replay_buffer(
        [
            Episode(_observations(part), *_actions_and_rewards(part), terminated=part.is_terminated)
            for part in parts
        ]
    )


def _rows(part: Trajectory) -> int:
    return len(part.action) + (0 if part.is_terminated else 1)


def _observations(part: Trajectory) -> np.ndarray | list[np.ndarray]:
    rows = _rows(part)
    pictures = [
        np.stack([part.images(camera)[row].transpose(2, 0, 1) for row in range(rows)])
        for camera in part.image_rows
    ]
    return [part.state[:rows], *pictures] if pictures else part.state[:rows]


def _actions_and_rewards(part: Trajectory) -> tuple[np.ndarray, np.ndarray]:
    missing = _rows(part) - len(part.action)
    return np.pad(part.action, ((0, missing), (0, 0))), np.pad(part.reward, (0, missing))[:, None]
