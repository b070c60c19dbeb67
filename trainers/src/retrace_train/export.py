"""A trained policy as ONNX, with all that a robot needs to know to use it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from torch import nn

from retrace_train.learners import Learner

METADATA_KEY = "retrace"


class _Deployed(nn.Module):
    """From an observation as it is recorded to an action in the robot's units, without any draw."""

    def __init__(self, learner: Learner) -> None:
        super().__init__()
        self.policy = learner.averaged_policy
        self.scales = learner.scales

    def forward(self, state: torch.Tensor, pictures: torch.Tensor) -> torch.Tensor:
        return self.scales.command(self.policy.mean(self.scales.state(state), pictures))


def export_policy(learner: Learner, description: dict[str, Any], path: Path) -> None:
    """Write a policy with the inputs ``state`` (1, D) float32 and ``pictures`` (1, cameras, H, W, 3) uint8 and
    the output ``action`` (1, C, A) float32, for this step and those after it; ``description`` goes as JSON into
    its metadata under ``retrace``.
    """
    import onnx

    sizes = learner.sizes
    side = sizes.picture_px
    example = (torch.zeros(1, sizes.state), torch.zeros(1, sizes.cameras, side, side, 3, dtype=torch.uint8))
    device = next(learner.parameters()).device
    deployed = _Deployed(learner).cpu().eval()
    program = torch.onnx.export(
        deployed, example, input_names=["state", "pictures"], output_names=["action"], dynamo=True, verbose=False
    )
    learner.to(device)
    model = program.model_proto
    onnx.helper.set_model_props(model, {METADATA_KEY: json.dumps(description)})
    unfinished = path.with_suffix(".tmp")
    onnx.save(model, unfinished, format="protobuf")
    unfinished.replace(path)
