"""LeRobot v2.1 by the last lerobot that reads and writes it itself."""

import json

import numpy as np
from lerobot.datasets.lerobot_dataset import CODEBASE_VERSION, LeRobotDataset

import retrace


def test_v21(exported, expected, provenance, same_lerobot_step, psnr):
    assert CODEBASE_VERSION == "v2.1"
    root = exported / "lerobot-v2.1"
    dataset = LeRobotDataset("retrace/test", root=root, video_backend="pyav")
    assert dataset.meta.total_episodes == len(expected)
    assert len(dataset) == sum(e.steps for e in expected)
    assert json.loads((root / "meta" / "retrace.json").read_text()) == provenance
    worst = float("inf")
    first = 0
    for index, e in enumerate(expected):
        about = dataset.meta.episodes[index]
        assert (about["source_episode_id"], about["length"]) == (e.id, e.steps)
        np.testing.assert_allclose(
            dataset.meta.episodes_stats[index]["observation.state"]["mean"], e.state[:-1].mean(axis=0), rtol=1e-5
        )
        for row in range(e.steps):
            item = dataset[first + row]
            same_lerobot_step(item, e, index, row)
            for camera, images in e.images.items():
                shown = item[f"observation.images.{camera}"].permute(1, 2, 0).numpy() * 255
                worst = min(worst, psnr(shown, images[row]))
        first += e.steps
    print(f"lerobot-v2.1: least PSNR {worst:.1f} dB")
    assert worst >= 35


def test_v21_of_one_quantity(exported):
    first = next(iter(retrace.open_dataset(exported / "narrow-dataset", version="v1")))
    dataset = LeRobotDataset("retrace/test", root=exported / "lerobot-v2.1-narrow", video_backend="pyav")
    items = [dataset[row] for row in range(len(first) - 1)]
    np.testing.assert_array_equal([item["observation.state"] for item in items], first.observation_state[1:-1])
    np.testing.assert_array_equal([item["action"] for item in items], first.action[1:])
