"""Networks over a state and pictures."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from retrace_train.transitions import Batch, Transitions

LOG_STD_RANGE = (-5.0, 2.0)


@dataclass(frozen=True)
class Sizes:
    """What networks are made for, and how wide they are."""

    state: int
    action: int
    cameras: int
    picture_px: int
    hidden: int = 256
    channels: int = 32
    chunk: int = 1
    """Actions that are decided at once."""

    @property
    def decided(self) -> int:
        return self.chunk * self.action


class Scales(nn.Module):
    """Between the robot's units and the networks': states of mean 0 and deviation 1, actions in [-1, 1]."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.register_buffer("state_mean", torch.zeros(sizes.state))
        self.register_buffer("state_std", torch.ones(sizes.state))
        self.register_buffer("action_middle", torch.zeros(sizes.action))
        self.register_buffer("action_half", torch.ones(sizes.action))

    def fit(self, data: Transitions) -> None:
        """From all recorded steps. What never changes in them stays as it is."""
        low, high = data.action.amin(0), data.action.amax(0)
        std = data.state.std(0)
        self.state_mean.copy_(data.state.mean(0))
        self.state_std.copy_(torch.where(std > 1e-6, std, 1.0))
        self.action_middle.copy_((low + high) / 2)
        self.action_half.copy_(torch.where(high - low > 1e-6, (high - low) / 2, 1.0))

    def state(self, state: torch.Tensor) -> torch.Tensor:
        # A state far from all recorded ones must not blow up what comes after.
        return ((state - self.state_mean) / self.state_std).clamp(-5, 5)

    def action(self, action: torch.Tensor) -> torch.Tensor:
        """From (B, C, A) to (B, C * A)."""
        return ((action - self.action_middle) / self.action_half).clamp(-1, 1).flatten(1)

    def command(self, action: torch.Tensor) -> torch.Tensor:
        """And back."""
        return action.unflatten(1, (-1, len(self.action_half))) * self.action_half + self.action_middle


class Encoder(nn.Module):
    """Features of an observation: a small convolutional network a camera, beside the state.

    It begins with patches of 4 × 4 pixels: half the time of three strided convolutions, and no worse here.
    """

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        c = sizes.channels
        side = (sizes.picture_px // 4 + 1) // 2
        self.cameras = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(3, c, 4, 4), nn.ReLU(),
                nn.Conv2d(c, 2 * c, 3, 2, 1), nn.ReLU(),
                nn.Flatten(), nn.Linear(2 * c * side * side, 64), nn.LayerNorm(64), nn.Tanh(),
            )
            for _ in range(sizes.cameras)
        )  # fmt: skip
        self.width = sizes.state + 64 * sizes.cameras

    def forward(self, state: torch.Tensor, pictures: torch.Tensor) -> torch.Tensor:
        """@ (B, D) scaled and (B, cameras, H, W, 3) uint8."""
        scaled = pictures.float().mul_(1 / 255).sub_(0.5)
        seen = [camera(scaled[:, index].permute(0, 3, 1, 2)) for index, camera in enumerate(self.cameras)]
        return torch.cat([state, *seen], dim=1)


def head(inputs: int, outputs: int, hidden: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(), nn.Linear(hidden, outputs)
    )


class GaussianPolicy(nn.Module):
    """A mean in [-1, 1] and a deviation that does not depend on the state, as in IQL's and AWAC's own code."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.encoder = Encoder(sizes)
        self.mean_head = head(self.encoder.width, sizes.decided, sizes.hidden)
        self.log_std = nn.Parameter(torch.full((sizes.decided,), -1.0))

    def mean(self, state: torch.Tensor, pictures: torch.Tensor) -> torch.Tensor:
        return torch.tanh(self.mean_head(self.encoder(state, pictures)))

    def distribution(self, state: torch.Tensor, pictures: torch.Tensor) -> torch.distributions.Normal:
        return torch.distributions.Normal(self.mean(state, pictures), self.log_std.clamp(*LOG_STD_RANGE).exp())

    def log_prob(self, state: torch.Tensor, pictures: torch.Tensor, action: torch.Tensor) -> torch.Tensor:
        return self.distribution(state, pictures).log_prob(action).sum(1)

    def sample(self, state: torch.Tensor, pictures: torch.Tensor, count: int) -> torch.Tensor:
        """(count, B, A), without gradients."""
        return self.distribution(state, pictures).sample((count,)).clamp(-1, 1)


class SquashedPolicy(nn.Module):
    """A Gaussian through tanh, as in SAC: what CQL's actor needs."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.encoder = Encoder(sizes)
        self.head = head(self.encoder.width, 2 * sizes.decided, sizes.hidden)

    def mean(self, state: torch.Tensor, pictures: torch.Tensor) -> torch.Tensor:
        return torch.tanh(self.head(self.encoder(state, pictures)).chunk(2, 1)[0])

    def sample(
        self, state: torch.Tensor, pictures: torch.Tensor, count: int
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Actions (count, B, A) that gradients flow through, and their log densities (count, B)."""
        mean, log_std = self.head(self.encoder(state, pictures)).chunk(2, 1)
        normal = torch.distributions.Normal(mean, log_std.clamp(*LOG_STD_RANGE).exp())
        raw = normal.rsample((count,))
        # log(1 - tanh(x)^2), in the form that does not overflow.
        slope = 2 * (0.6931471805599453 - raw - nn.functional.softplus(-2 * raw))
        return torch.tanh(raw), (normal.log_prob(raw) - slope).sum(2)


class TwinQ(nn.Module):
    """Two estimates of an action's value, over one encoder."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.encoder = Encoder(sizes)
        width = self.encoder.width + sizes.decided
        self.heads = nn.ModuleList(head(width, 1, sizes.hidden) for _ in range(2))

    def forward(self, state: torch.Tensor, pictures: torch.Tensor, action: torch.Tensor) -> torch.Tensor:
        """(..., 2) for actions of shape (..., B, A): the pictures are looked at once."""
        return self.q_of(self.encoder(state, pictures), action)

    def q_of(self, features: torch.Tensor, action: torch.Tensor) -> torch.Tensor:
        seen = torch.cat([features.expand(*action.shape[:-1], -1), action], dim=-1)
        return torch.cat([estimate(seen) for estimate in self.heads], dim=-1)


class Value(nn.Module):
    """What an observation is worth."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.encoder = Encoder(sizes)
        self.head = head(self.encoder.width, 1, sizes.hidden)

    def forward(self, state: torch.Tensor, pictures: torch.Tensor) -> torch.Tensor:
        """(B,)."""
        return self.head(self.encoder(state, pictures)).squeeze(1)


class Values(TwinQ):
    """What an observation is worth, beside what its actions are: the pictures are looked at once for both."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__(sizes)
        self.v_head = head(self.encoder.width, 1, sizes.hidden)

    def v(self, state: torch.Tensor, pictures: torch.Tensor) -> torch.Tensor:
        """(B,)."""
        return self.v_head(self.encoder(state, pictures)).squeeze(1)

    def both(
        self, state: torch.Tensor, pictures: torch.Tensor, action: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """(B, 2) of the actions and (B,) of the observations."""
        features = self.encoder(state, pictures)
        return self.q_of(features, action), self.v_head(features).squeeze(1)


def shift_pictures(pictures: torch.Tensor, most_px: int) -> torch.Tensor:
    """Each picture moved by up to so many pixels either way, its edge repeated: DrQ (arXiv:2004.13649)."""
    if most_px == 0:
        return pictures
    flat = pictures.flatten(0, 1)
    shift = torch.randint(-most_px, most_px + 1, (2, len(flat), 1), device=flat.device)
    # Whole rows, then whole columns: copying lines takes less than half of what copying pixels takes.
    return _shift_rows(_shift_rows(flat, shift[0]).transpose(1, 2), shift[1]).transpose(1, 2).view_as(pictures)


def _shift_rows(flat: torch.Tensor, by: torch.Tensor) -> torch.Tensor:
    count, height, width, channels = flat.shape
    rows = (torch.arange(height, device=flat.device) + by).clamp(0, height - 1)
    rows += height * torch.arange(count, device=flat.device)[:, None]
    lines = flat.reshape(count * height, width * channels)
    return lines.index_select(0, rows.flatten()).view(flat.shape)


def observe(scales: Scales, batch: Batch, shift_px: int) -> tuple[torch.Tensor, torch.Tensor]:
    return scales.state(batch.state), shift_pictures(batch.pictures, shift_px)


def observe_next(scales: Scales, batch: Batch, shift_px: int) -> tuple[torch.Tensor, torch.Tensor]:
    return scales.state(batch.next_state), shift_pictures(batch.next_pictures, shift_px)
