"""Behaviour cloning and offline reinforcement learning, after the papers and their authors' public code."""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn.functional import mse_loss

from retrace_train.networks import (
    GaussianPolicy,
    Scales,
    Sizes,
    SquashedPolicy,
    TwinQ,
    Value,
    Values,
    observe,
    observe_next,
)
from retrace_train.transitions import Batch


AVERAGED_STEPS = 1000


@dataclass(frozen=True)
class Settings:
    """Defaults of libraries, not of a paper about this task: d3rlpy's and the authors' code."""

    gamma: float = 0.99
    """Of 100 ms."""
    chunk: int = 5
    """Actions that are decided at once, from one look (arXiv:2304.13705). To close, to wait, to lift are then whole
    decisions, and not a mean of what was done a moment before and after. Values are of whole chunks
    (arXiv:2507.07969): one action of 100 ms changes too little."""
    n_step: int = 5
    """At least a chunk."""
    learning_rate: float = 3e-4
    batch_size: int = 256
    tau: float = 0.005
    """How fast target networks follow."""
    shift_px: int = 3
    expectile: float = 0.7
    beta: float = 3.0
    """IQL and AWR: how much a better action counts. Advantages of a sparse reward of 1 are small; see the guide."""
    largest_weight: float = 100.0
    temperature: float = 1.0
    """AWAC's lambda."""
    conservatism: float = 1.0
    """CQL's alpha."""


class Learner(nn.Module):
    """Networks with their optimisers; ``update`` makes one step of gradients and returns its metrics.

    What leaves for a robot is ``averaged_policy``: the policy's weights, averaged over about the last steps of
    gradients (Polyak and Juditsky, 1992). Where a policy stands after its very last step is luck.
    """

    policy: GaussianPolicy | SquashedPolicy
    averaged_policy: GaussianPolicy | SquashedPolicy
    least_episodes = 1

    def __init__(self, sizes: Sizes, settings: Settings) -> None:
        super().__init__()
        self.sizes = sizes
        self.settings = settings
        self.scales = Scales(sizes)
        self.register_buffer("policy_steps", torch.zeros((), dtype=torch.long))
        self.optimisers: dict[str, torch.optim.Optimizer] = {}

    def update(self, batch: Batch) -> dict[str, torch.Tensor]:
        raise NotImplementedError

    def value(self, batch: Batch) -> torch.Tensor | None:
        """(B,): what the observations are worth; None where nothing was learnt about that."""
        return None

    def begin(self) -> None:
        """Once the networks are on their device: an optimiser for each part."""
        for name, part in self.named_children():
            if any(parameter.requires_grad for parameter in part.parameters()):
                self.optimisers[name] = torch.optim.Adam(
                    part.parameters(), self.settings.learning_rate, fused=True
                )

    def _step(self, part: str, loss: torch.Tensor) -> None:
        self.optimisers[part].zero_grad(set_to_none=True)
        loss.backward()
        self.optimisers[part].step()

    def _act_by(self, policy: GaussianPolicy | SquashedPolicy) -> None:
        self.policy = policy
        self.averaged_policy = copy.deepcopy(policy).requires_grad_(False)

    def _step_policy(self, loss: torch.Tensor) -> None:
        self._step("policy", loss)
        self.policy_steps += 1
        # At first over a tenth of all steps, so that the untrained beginning is soon forgotten.
        share = (9 / (9 + self.policy_steps)).clamp(min=1 / AVERAGED_STEPS)
        _lerp(self.averaged_policy, self.policy, share)

    def _follow(self, target: nn.Module, source: nn.Module) -> None:
        _lerp(target, source, self.settings.tau)

    def _imitate(self, batch: Batch, weight: torch.Tensor | float) -> torch.Tensor:
        state, pictures = observe(self.scales, batch, self.settings.shift_px)
        return -(weight * self.policy.log_prob(state, pictures, self.scales.action(batch.action))).mean()


class BehaviourCloning(Learner):
    """Maximum likelihood of the recorded actions."""

    def __init__(self, sizes: Sizes, settings: Settings) -> None:
        super().__init__(sizes, settings)
        self._act_by(GaussianPolicy(sizes))

    def update(self, batch: Batch) -> dict[str, torch.Tensor]:
        loss = self._imitate(batch, 1.0)
        self._step_policy(loss)
        return {"policy_loss": loss.detach()}


class Awr(Learner):
    """Advantage-weighted regression (arXiv:1910.00177), what is expected being an expectile (arXiv:2110.06169).

    An advantage is what the next n steps came to, less what was expected of them. Two networks expect, each having
    learnt from every other episode; that of a step is the one that does not know how its episode ended. One network
    for all learns some minutes of data by heart, and then finds nothing better or worse than expected.
    """

    least_episodes = 2

    def __init__(self, sizes: Sizes, settings: Settings) -> None:
        super().__init__(sizes, settings)
        self._act_by(GaussianPolicy(sizes))
        self.values = nn.ModuleList(Value(sizes) for _ in range(2))
        self.target_values = copy.deepcopy(self.values).requires_grad_(False)

    def update(self, batch: Batch) -> dict[str, torch.Tensor]:
        settings = self.settings
        now = observe(self.scales, batch, settings.shift_px)
        later = observe_next(self.scales, batch, settings.shift_px)
        with torch.no_grad():
            targets = [batch.reward + batch.discount * v(*later) for v in self.target_values]
        expected = [v(*now) for v in self.values]
        gaps = torch.stack(targets) - torch.stack(expected)
        is_learnt = batch.episode % 2 == torch.arange(2, device=gaps.device)[:, None]
        above = torch.where(gaps.detach() > 0, settings.expectile, 1 - settings.expectile)
        v_loss = (is_learnt * above * gaps**2).mean()
        advantage = (gaps.detach() * ~is_learnt).sum(0)
        self._step("values", v_loss)
        self._follow(self.target_values, self.values)
        weight = (settings.beta * advantage).exp().clamp(max=settings.largest_weight)
        weight = weight / weight.mean()
        policy_loss = self._imitate(batch, weight)
        self._step_policy(policy_loss)
        return {
            "policy_loss": policy_loss.detach(),
            "v_loss": v_loss.detach(),
            "value": torch.stack(expected).detach().mean(),
            "weight_std": weight.std(),
        }

    @torch.no_grad()
    def value(self, batch: Batch) -> torch.Tensor:
        now = observe(self.scales, batch, 0)
        return torch.stack([v(*now) for v in self.values]).mean(0)


class Iql(Learner):
    """Implicit Q-learning (arXiv:2110.06169): values of recorded actions only, then weighted cloning."""

    def __init__(self, sizes: Sizes, settings: Settings) -> None:
        super().__init__(sizes, settings)
        self._act_by(GaussianPolicy(sizes))
        self.values = Values(sizes)
        self.target_values = copy.deepcopy(self.values).requires_grad_(False)

    def update(self, batch: Batch) -> dict[str, torch.Tensor]:
        settings = self.settings
        now = observe(self.scales, batch, settings.shift_px)
        action = self.scales.action(batch.action)
        with torch.no_grad():
            old_q = self.target_values(*now, action).amin(-1)
            next_v = self.values.v(*observe_next(self.scales, batch, settings.shift_px))
            target = batch.reward + batch.discount * next_v
        q, v = self.values.both(*now, action)
        advantage = old_q - v.detach()
        above = torch.where(advantage > 0, settings.expectile, 1 - settings.expectile)
        v_loss = (above * (old_q - v) ** 2).mean()
        q_loss = mse_loss(q, target[:, None].expand(-1, 2))
        self._step("values", v_loss + q_loss)
        self._follow(self.target_values, self.values)
        weight = (settings.beta * advantage).exp().clamp(max=settings.largest_weight)
        policy_loss = self._imitate(batch, weight)
        self._step_policy(policy_loss)
        return {
            "policy_loss": policy_loss.detach(),
            "q_loss": q_loss.detach(),
            "v_loss": v_loss.detach(),
            "value": v.detach().mean(),
            "weight_std": weight.std(),
        }

    @torch.no_grad()
    def value(self, batch: Batch) -> torch.Tensor:
        return self.values.v(*observe(self.scales, batch, 0))


class Awac(Learner):
    """Advantage-weighted actor-critic (arXiv:2006.09359), its weights normalised over the batch as its code does."""

    def __init__(self, sizes: Sizes, settings: Settings) -> None:
        super().__init__(sizes, settings)
        self._act_by(GaussianPolicy(sizes))
        self.q = TwinQ(sizes)
        self.target_q = copy.deepcopy(self.q).requires_grad_(False)

    def update(self, batch: Batch) -> dict[str, torch.Tensor]:
        now = observe(self.scales, batch, self.settings.shift_px)
        later = observe_next(self.scales, batch, self.settings.shift_px)
        action = self.scales.action(batch.action)
        with torch.no_grad():
            next_action = self.policy.sample(*later, 1)[0]
            target = batch.reward + batch.discount * self.target_q(*later, next_action).amin(-1)
        q = self.q(*now, action)
        q_loss = mse_loss(q, target[:, None].expand(-1, 2))
        self._step("q", q_loss)
        self._follow(self.target_q, self.q)
        with torch.no_grad():
            advantage = q.amin(-1) - self.q(*now, self.policy.sample(*now, 4)).amin(-1).mean(0)
            bounded = (advantage / self.settings.temperature).clamp(max=math.log(self.settings.largest_weight))
            weight = torch.softmax(bounded, 0) * len(advantage)
        policy_loss = self._imitate(batch, weight)
        self._step_policy(policy_loss)
        return {
            "policy_loss": policy_loss.detach(),
            "q_loss": q_loss.detach(),
            "value": q.detach().mean(),
            "weight_std": weight.std(),
        }

    @torch.no_grad()
    def value(self, batch: Batch) -> torch.Tensor:
        now = observe(self.scales, batch, 0)
        return self.q(*now, self.policy.mean(*now)).amin(-1)


class Cql(Learner):
    """Conservative Q-learning, CQL(H) (arXiv:2006.04779), over SAC with a learnt temperature."""

    ACTIONS = 4

    def __init__(self, sizes: Sizes, settings: Settings) -> None:
        super().__init__(sizes, settings)
        self._act_by(SquashedPolicy(sizes))
        self.q = TwinQ(sizes)
        self.target_q = copy.deepcopy(self.q).requires_grad_(False)
        self.temperature = nn.ParameterList([nn.Parameter(torch.zeros(()))])

    def update(self, batch: Batch) -> dict[str, torch.Tensor]:
        now = observe(self.scales, batch, self.settings.shift_px)
        later = observe_next(self.scales, batch, self.settings.shift_px)
        action = self.scales.action(batch.action)
        with torch.no_grad():
            next_action, _ = self.policy.sample(*later, 1)
            target = batch.reward + batch.discount * self.target_q(*later, next_action[0]).amin(-1)
        q = self.q(*now, action)
        gap = (self._soft_maximum(now, later) - q).mean()
        q_loss = mse_loss(q, target[:, None].expand(-1, 2))
        self._step("q", q_loss + self.settings.conservatism * gap)
        self._follow(self.target_q, self.q)

        alpha = self.temperature[0].exp()
        tried, log_density = self.policy.sample(*now, 1)
        policy_loss = (alpha.detach() * log_density[0] - self.q(*now, tried[0]).amin(-1)).mean()
        self._step_policy(policy_loss)
        entropy_gap = (log_density[0].detach() - self.sizes.decided).mean()
        self._step("temperature", -self.temperature[0] * entropy_gap)
        return {
            "policy_loss": policy_loss.detach(),
            "q_loss": q_loss.detach(),
            "value": q.detach().mean(),
            "gap": gap.detach(),
        }

    def _soft_maximum(
        self, now: tuple[torch.Tensor, torch.Tensor], later: tuple[torch.Tensor, torch.Tensor]
    ) -> torch.Tensor:
        """(B, 2): log of the sum of exp Q over actions, by importance sampling from three proposals."""
        count, batch = self.ACTIONS, len(now[0])
        with torch.no_grad():
            here, here_density = self.policy.sample(*now, count)
            there, there_density = self.policy.sample(*later, count)
        uniform = torch.rand_like(here) * 2 - 1
        uniform_density = here_density.new_full((count, batch), -0.6931471805599453 * self.sizes.decided)
        actions = torch.cat([uniform, here, there])
        density = torch.cat([uniform_density, here_density, there_density])
        return torch.logsumexp(self.q(*now, actions) - density[..., None], 0)

    @torch.no_grad()
    def value(self, batch: Batch) -> torch.Tensor:
        now = observe(self.scales, batch, 0)
        return self.q(*now, self.policy.mean(*now)).amin(-1)


@torch.no_grad()
def _lerp(slow: nn.Module, fast: nn.Module, share: torch.Tensor | float) -> None:
    for of_slow, of_fast in zip(slow.parameters(), fast.parameters(), strict=True):
        of_slow.lerp_(of_fast, share)


LEARNERS: dict[str, type[Learner]] = {"bc": BehaviourCloning, "awr": Awr, "awac": Awac, "iql": Iql, "cql": Cql}
