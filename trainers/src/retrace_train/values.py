"""What a learner's value function says about episodes it has not learnt from."""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch

from retrace import RetraceError, open_dataset
from retrace_train.pictures import cached_pictures
from retrace_train.training import load_learner
from retrace_train.transitions import Transitions, usable


def value_rows(out: Path, dataset_path: Path, version: str | None, device: str) -> list[dict[str, object]]:
    """The value of every step, with the episode, step, phase, attempt and state that it belongs to.

    Raises:
        RetraceError: behaviour cloning has no values, or the data do not fit.
    """
    run, learner = load_learner(out, device)
    dataset = usable(open_dataset(dataset_path, version))
    episodes = list(dataset)
    cameras = tuple(run["cameras"]) or tuple(episodes[0].cameras)
    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as cache:
        pictures = cached_pictures(dataset, cameras, run["picture_px"], Path(cache))
        data = Transitions(episodes, pictures, gamma=run["settings"]["gamma"], mask="everything")
        first = 0
        for episode in episodes:
            indices = torch.arange(first, first + len(episode))
            first += len(episode)
            values = learner.value(data.batch(indices).to(torch.device(device)))
            if values is None:
                raise RetraceError(f"{run['algorithm']} learns no values ({out})")
            for step, value in enumerate(values.tolist()):
                rows.append(
                    {
                        "episode": episode.id,
                        "step": step,
                        "phase": episode.phase[step],
                        "attempt": int(episode.attempt[step]),
                        "value": value,
                        "return_to_go": float(data.return_to_go[indices[step]]),
                        **dict(zip(episode.state_names, episode.observation_state[step].tolist(), strict=True)),
                    }
                )
    return rows


def area_under_curve(good: np.ndarray, bad: np.ndarray) -> float:
    """Chance that a good one has more than a bad one, ties counting half: the area under the ROC curve."""
    order = np.concatenate([good, bad])
    _, inverse, counts = np.unique(order, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return float((ranks[: len(good)].sum() - len(good) * (len(good) + 1) / 2) / (len(good) * len(bad)))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="retrace-values", description="Values of a run along episodes, as CSV.")
    parser.add_argument("--run", type=Path, required=True, help="folder of a run of retrace-train")
    parser.add_argument("--dataset", type=Path, required=True)
    parser.add_argument("--version")
    parser.add_argument("--out", type=Path, required=True, help="CSV to write")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args(arguments)
    try:
        rows = value_rows(options.run, options.dataset, options.version, options.device)
    except RetraceError as error:
        print(f"retrace-values: {error}", file=sys.stderr)
        return 1
    with options.out.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
