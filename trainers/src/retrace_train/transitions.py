"""The steps of episodes, end to end, as what a learner samples from."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import torch

from retrace import Dataset, Episode, RetraceError
from retrace_train.pictures import PictureRows

MASKS: dict[str, tuple[str, ...] | None] = {
    "everything": None,
    "recovery-and-success": ("recover", "succeed"),
    "success-only": ("succeed",),
}
"""What each keeps, by what a phase means to its protocol; the names of the recipes that Retrace ships."""

DISCOUNT_EVERY_NS = 100_000_000
"""A step of d ns has the discount gamma^(d / this): what takes longer is worth less at any step rate."""


@dataclass(frozen=True)
class Batch:
    """B steps. Observations are a state (B, D) float32 and pictures (B, cameras, H, W, 3) uint8."""

    state: torch.Tensor
    pictures: torch.Tensor
    action: torch.Tensor
    """(B, C, A) in the robot's units: of the step and of those after it, the last one repeated where the episode, or
    what the mask keeps of it, ends."""
    reward: torch.Tensor
    """(B,): the discounted sum over n steps."""
    discount: torch.Tensor
    """(B,): what the value of the next observation counts; 0 after the end of the task."""
    next_state: torch.Tensor
    next_pictures: torch.Tensor
    return_to_go: torch.Tensor
    """(B,): the discounted sum to the end of the recording."""
    episode: torch.Tensor
    """(B,): its number among those that are learnt from, in an order that has nothing to do with who made them, how
    they ended or when."""

    def to(self, device: torch.device) -> Batch:
        return Batch(*(getattr(self, field.name).to(device) for field in fields(self)))


class Transitions(torch.utils.data.Dataset[Batch]):
    """A PyTorch ``Dataset`` of steps that a mask keeps; a list of indices gives one batch at once."""

    def __init__(
        self,
        episodes: Sequence[Episode],
        pictures: PictureRows,
        *,
        gamma: float,
        n_step: int = 1,
        chunk: int = 1,
        mask: str,
    ) -> None:
        parts = [_steps_of(episode, gamma, n_step, MASKS[mask]) for episode in episodes]
        starts = np.cumsum([0, *(len(episode) + 1 for episode in episodes)])[:-1]
        self.ahead = torch.arange(chunk)
        self.state = torch.from_numpy(np.concatenate([episode.observation_state for episode in episodes]))
        self.pictures = pictures
        steps = [len(part.reward) for part in parts]
        self.episode = torch.from_numpy(np.repeat(_numbers(episodes, parts), steps))
        self.last = torch.from_numpy(np.concatenate([p.last + s for p, s in zip(parts, np.cumsum([0, *steps]))]))
        self.row = torch.from_numpy(np.concatenate([np.arange(len(p.reward)) + s for p, s in zip(parts, starts)]))
        self.next_row = torch.from_numpy(np.concatenate([p.next_row + s for p, s in zip(parts, starts)]))
        self.action = torch.from_numpy(np.concatenate([decided_action(episode) for episode in episodes]))
        self.reward = torch.from_numpy(np.concatenate([part.reward for part in parts]))
        self.discount = torch.from_numpy(np.concatenate([part.discount for part in parts]))
        self.return_to_go = torch.from_numpy(np.concatenate([part.return_to_go for part in parts]))
        self.kept = torch.from_numpy(np.flatnonzero(np.concatenate([part.is_kept for part in parts])))
        if len(self.kept) == 0:
            raise RetraceError(f"the mask {mask!r} leaves no step of {len(episodes)} episodes")

    def __len__(self) -> int:
        return len(self.kept)

    def __getitem__(self, index: int) -> Batch:
        return self.batch(torch.tensor([index]))

    def __getitems__(self, indices: list[int]) -> Batch:
        return self.batch(torch.tensor(indices))

    def batch(self, indices: torch.Tensor) -> Batch:
        """Steps by their number among those that are kept."""
        steps = self.kept[indices.to(self.kept.device)]
        row, next_row = self.row[steps], self.next_row[steps]
        decided = torch.minimum(steps[:, None] + self.ahead, self.last[steps][:, None])
        return Batch(
            state=self.state[row],
            pictures=self.pictures[row],
            action=self.action[decided],
            reward=self.reward[steps],
            discount=self.discount[steps],
            next_state=self.state[next_row],
            next_pictures=self.pictures[next_row],
            return_to_go=self.return_to_go[steps],
            episode=self.episode[steps],
        )

    def move_to(self, device: torch.device) -> None:
        """Everything to a device, where a batch then costs no transfer; the pictures must be a tensor."""
        for name, value in vars(self).items():
            if isinstance(value, torch.Tensor):
                setattr(self, name, value.to(device))


@dataclass(frozen=True)
class _Steps:
    reward: np.ndarray
    discount: np.ndarray
    next_row: np.ndarray
    return_to_go: np.ndarray
    is_kept: np.ndarray
    last: np.ndarray
    """Of the steps that are kept in one piece, by each of them."""


def _steps_of(episode: Episode, gamma: float, n_step: int, intents: tuple[str, ...] | None) -> _Steps:
    """Sums over up to n steps, cut short by the end of the recording, whose last observation bootstraps."""
    steps = len(episode)
    per_step = gamma ** (np.diff(episode.time_ns) / DISCOUNT_EVERY_NS)
    going_on = np.where(episode.terminated, 0.0, per_step)
    reward = np.zeros(steps)
    discount = np.ones(steps)
    for ahead in range(n_step):
        reached = np.arange(steps - ahead)
        reward[reached] += discount[reached] * episode.reward[ahead:]
        discount[reached] *= going_on[ahead:]
    return_to_go = np.zeros(steps + 1)
    for step in reversed(range(steps)):
        return_to_go[step] = episode.reward[step] + going_on[step] * return_to_go[step + 1]
    is_kept = _kept_steps(episode, intents)
    goes_on = np.append(is_kept[1:], False)
    ends = np.flatnonzero(~goes_on)
    return _Steps(
        reward=reward.astype(np.float32),
        discount=discount.astype(np.float32),
        next_row=np.minimum(np.arange(steps) + n_step, steps),
        return_to_go=return_to_go[:-1].astype(np.float32),
        is_kept=is_kept,
        last=ends[np.searchsorted(ends, np.arange(steps))],
    )


def _numbers(episodes: Sequence[Episode], parts: Sequence[_Steps]) -> np.ndarray:
    """Operators and outcomes take turns; by digests of their ids, every other episode is of all of them."""
    numbers = np.full(len(episodes), -1)
    kept = [index for index, part in enumerate(parts) if part.is_kept.any()]
    kept.sort(key=lambda index: hashlib.sha256(episodes[index].id.encode()).digest())
    numbers[kept] = np.arange(len(kept))
    return numbers


def decided_action(episode: Episode) -> np.ndarray:
    """(T, A): the actions, with what was decided for a gripper in place of what was sent to it.

    Limits make a ramp of the decision to close. A policy that learns the ramp sees an open gripper beside a
    command that is hardly less than open, does that, and never closes. While the command falls towards
    closed, or has arrived there, the decision is closed.
    """
    action = episode.action.copy()
    definition = episode.manifest["head"]["robotProfile"]["definition"]
    for index, value in enumerate(definition.get("action", [])):
        if value["kind"] == "gripper":
            action[:, index] = _gripper_decisions(action[:, index], value["open"], value["closed"])
    return action


def _gripper_decisions(sent: np.ndarray, opened: float, closed: float) -> np.ndarray:
    share = (sent - opened) / (closed - opened)
    change = np.diff(share, prepend=round(float(share[0])))
    decisions = np.empty_like(sent)
    is_closed = bool(share[0] > 0.5)
    for step, by in enumerate(change):
        if abs(by) > 0.005:
            is_closed = bool(by > 0)
        decisions[step] = closed if is_closed else opened
    return decisions


def _kept_steps(episode: Episode, intents: tuple[str, ...] | None) -> np.ndarray:
    if intents is None:
        return np.ones(len(episode), bool)
    if episode.outcome != "success":
        return np.zeros(len(episode), bool)
    names = [name for name, intent in episode.intents.items() if intent in intents]
    return np.isin(episode.phase[:-1], names)


def usable(dataset: Dataset) -> Dataset:
    """Without what people rejected, or what was aborted."""
    wanted = [e.path for e in dataset if e.judgement.verdict != "reject" and e.outcome != "aborted"]
    if not wanted:
        raise RetraceError(f"no episode to learn from ({dataset.path})")
    return dataset._with(wanted)
