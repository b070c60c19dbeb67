"""One run of training: seeded, and resumed where it stopped."""

from __future__ import annotations

import hashlib
import json
import os
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch

from retrace import Dataset, Episode, RetraceError, open_dataset
from retrace_train.export import export_policy
from retrace_train.learners import LEARNERS, Learner, Settings
from retrace_train.networks import Sizes
from retrace_train.pictures import cached_pictures
from retrace_train.run_log import RunLog
from retrace_train.transitions import Transitions, usable

CHECKPOINT = "checkpoint.pt"
POLICY = "policy.onnx"
DESCRIPTION = "run.json"


@dataclass(frozen=True)
class Run:
    """All that decides what a run comes to; a checkpoint of another run is refused."""

    algorithm: str
    dataset: str
    version: str | None
    mask: str = "everything"
    cameras: tuple[str, ...] = ()
    """Empty for all."""
    picture_px: int = 64
    steps: int = 20_000
    seed: int = 0
    hidden: int = 256
    channels: int = 32
    settings: Settings = field(default_factory=Settings)


@dataclass(frozen=True)
class Place:
    """Where and how a run is done, which does not change what it comes to."""

    out: Path
    cache: Path
    device: str = "cpu"
    log_every: int = 100
    save_every: int = 1000
    shows_progress: bool = True


def train(run: Run, place: Place) -> Path:
    """Train to the last step and export the policy; a run that was interrupted goes on from its checkpoint.

    Returns:
        The path of the ONNX file.

    Raises:
        RetraceError: the data do not fit, or the folder has another run.
    """
    if run.algorithm != "bc" and run.settings.n_step < run.settings.chunk:
        raise RetraceError(
            f"n_step is {run.settings.n_step}, expected at least the chunk, {run.settings.chunk}:"
            " an action that is not over when its value is taken gets no credit"
        )
    place.out.mkdir(parents=True, exist_ok=True)
    _seed_all(run.seed)
    device = torch.device(place.device)
    dataset = usable(open_dataset(run.dataset, run.version))
    episodes = list(dataset)
    cameras = run.cameras or tuple(episodes[0].cameras)
    pictures = cached_pictures(dataset, cameras, run.picture_px, place.cache)
    settings = run.settings
    data = Transitions(
        episodes,
        pictures,
        gamma=settings.gamma,
        n_step=settings.n_step,
        chunk=settings.chunk,
        mask=run.mask,
    )
    learnt_from = len(data.episode[data.kept].unique())
    needed = LEARNERS[run.algorithm].least_episodes
    if learnt_from < needed:
        raise RetraceError(f"{run.algorithm} learns from {needed} episodes or more, and here is {learnt_from}")
    sizes = Sizes(
        state=data.state.shape[1],
        action=data.action.shape[1],
        cameras=len(cameras),
        picture_px=run.picture_px,
        hidden=run.hidden,
        channels=run.channels,
        chunk=settings.chunk,
    )
    learner = LEARNERS[run.algorithm](sizes, settings)
    learner.scales.fit(data)
    learner.to(device)
    learner.begin()
    if device.type != "cpu":
        data.pictures = pictures
        data.move_to(device)
    # On the CPU: what is drawn is then the same on every device.
    draws = torch.Generator().manual_seed(run.seed)
    identity = _identity(run, cameras, episodes)
    step = _resume(identity, place.out / CHECKPOINT, learner, draws, device)
    _write_json(place.out / DESCRIPTION, {**asdict(run), "episodes": [e.id for e in episodes], "kept": len(data)})
    _fit(run, place, learner, data, draws, step, identity)
    path = place.out / POLICY
    export_policy(learner, _describe(run, dataset, cameras, identity), path)
    return path


def load_learner(out: Path, device: str = "cpu") -> tuple[dict[str, Any], Learner]:
    """A trained learner with the run it came from, to look at its values."""
    saved = torch.load(out / CHECKPOINT, map_location=device, weights_only=True)
    run = json.loads((out / DESCRIPTION).read_text())
    learner = LEARNERS[run["algorithm"]](Sizes(**saved["sizes"]), Settings(**run["settings"]))
    learner.load_state_dict(saved["networks"])
    return run, learner.to(device).eval()


def _fit(
    run: Run,
    place: Place,
    learner: Learner,
    data: Transitions,
    draws: torch.Generator,
    step: int,
    identity: dict[str, Any],
) -> None:
    log = RunLog(place.out, step)
    device = torch.device(place.device)
    bar = _progress_bar(run, place, step)
    began, began_at = time.monotonic(), step
    try:
        while step < run.steps:
            indices = torch.randint(len(data), (run.settings.batch_size,), generator=draws)
            metrics = learner.update(data.batch(indices).to(device))
            step += 1
            if bar is not None:
                bar.update()
            if step % place.log_every == 0 or step == run.steps:
                per_second = (step - began_at) / (time.monotonic() - began)
                log.add(step, {**{k: float(v) for k, v in metrics.items()}, "steps_per_second": per_second})
            if step % place.save_every == 0 or step == run.steps:
                _save(identity, place.out / CHECKPOINT, learner, draws, step)
    finally:
        log.close()
        if bar is not None:
            bar.close()


def _progress_bar(run: Run, place: Place, step: int) -> Any:
    if not place.shows_progress:
        return None
    from tqdm import tqdm

    return tqdm(total=run.steps, initial=step, desc=f"{run.algorithm} {place.out.name}", unit="step")


def _save(
    identity: dict[str, Any], path: Path, learner: Learner, draws: torch.Generator, step: int
) -> None:
    saved = {
        "run": json.dumps(identity, sort_keys=True),
        "step": step,
        "sizes": asdict(learner.sizes),
        "networks": learner.state_dict(),
        "optimisers": {name: optimiser.state_dict() for name, optimiser in learner.optimisers.items()},
        "draws": draws.get_state(),
        "random": torch.get_rng_state(),
        "cuda_random": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
    }
    unfinished = path.with_suffix(".tmp")
    with unfinished.open("wb") as file:
        torch.save(saved, file)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _resume(
    identity: dict[str, Any], path: Path, learner: Learner, draws: torch.Generator, device: torch.device
) -> int:
    if not path.exists():
        return 0
    # States of random generators must stay on the CPU; networks find their device by themselves.
    saved = torch.load(path, map_location="cpu", weights_only=True)
    if saved["run"] != json.dumps(identity, sort_keys=True):
        raise RetraceError(
            f"the folder has a run with other settings or other episodes; choose another one ({path.parent})"
        )
    learner.load_state_dict(saved["networks"])
    for name, optimiser in learner.optimisers.items():
        optimiser.load_state_dict(saved["optimisers"][name])
    draws.set_state(saved["draws"])
    torch.set_rng_state(saved["random"])
    if device.type == "cuda" and saved["cuda_random"]:
        torch.cuda.set_rng_state_all(saved["cuda_random"])
    return saved["step"]


def _identity(run: Run, cameras: tuple[str, ...], episodes: Sequence[Episode]) -> dict[str, Any]:
    """Without the number of steps, so that a run can be made longer; wherever the data lie, but of no other data."""
    used = [[e.id, e.manifest["file"]["sha256"], asdict(e.judgement)] for e in episodes]
    digest = hashlib.sha256(json.dumps(used, sort_keys=True).encode()).hexdigest()
    settings = {k: v for k, v in asdict(run).items() if k not in ("steps", "dataset")}
    return {**settings, "cameras": cameras, "episodes_sha256": digest}


def _describe(
    run: Run, dataset: Dataset, cameras: tuple[str, ...], identity: dict[str, Any]
) -> dict[str, Any]:
    first = dataset[0]
    first_head = first.manifest["head"]
    return {
        "format": 1,
        "algorithm": run.algorithm,
        "task": first.task,
        "robotProfile": first_head["robotProfile"]["name"],
        "stepHz": first_head["stepHz"],
        "observation": {
            "state": first.state_names,
            "cameras": [{"name": name, "widthPx": run.picture_px, "heightPx": run.picture_px} for name in cameras],
        },
        "action": {
            "names": first.action_names,
            "units": first_head["action"]["units"],
            "chunk": run.settings.chunk,
        },
        "training": {"dataset": dataset.info["name"], **identity, "steps": run.steps},
    }


def _seed_all(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n")
