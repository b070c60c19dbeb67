import json

import numpy as np
import pytest
from lerobot.datasets.lerobot_dataset import LeRobotDataset, LeRobotDatasetMetadata

import retrace


@pytest.mark.parametrize("target", ["lerobot-v3", "lerobot-v3-images"])
def test_v3(exported, expected, provenance, same_lerobot_step, psnr, target):
    root = exported / target
    dataset = LeRobotDataset("retrace/test", root=root)
    assert dataset.meta.total_episodes == len(expected)
    assert len(dataset) == sum(e.steps for e in expected)
    assert json.loads((root / "meta" / "retrace.json").read_text()) == provenance
    worst = float("inf")
    first = 0
    for index, e in enumerate(expected):
        about = dataset.meta.episodes[index]
        assert (about["source_episode_id"], about["success"]) == (e.id, e.terminated)
        for row in range(e.steps):
            item = dataset[first + row]
            same_lerobot_step(item, e, index, row)
            for camera, images in e.images.items():
                shown = item[f"observation.images.{camera}"].permute(1, 2, 0).numpy() * 255
                if target == "lerobot-v3-images":
                    np.testing.assert_array_equal(shown.round(), images[row])
                else:
                    worst = min(worst, psnr(shown, images[row]))
        first += e.steps
    print(f"{target}: least PSNR {worst:.1f} dB")
    assert worst >= 35


def test_v3_statistics(exported, expected):
    stats = LeRobotDatasetMetadata("retrace/test", root=exported / "lerobot-v3").stats
    states = np.concatenate([e.state[:-1] for e in expected]).astype(float)
    np.testing.assert_allclose(stats["observation.state"]["mean"], states.mean(axis=0), rtol=1e-6)
    np.testing.assert_allclose(stats["observation.state"]["std"], states.std(axis=0), rtol=1e-6)
    np.testing.assert_array_equal(stats["observation.state"]["max"], states.max(axis=0).astype(np.float32))
    # Episodes of fewer than a hundred frames have their statistics of all of them.
    front = np.concatenate([e.images["front"][:-1] for e in expected]) / 255
    assert stats["observation.images.front"]["mean"].shape == (3, 1, 1)
    # Decoded with libjpeg's fast transform there, with the slow one here: within two levels of 255.
    mean = stats["observation.images.front"]["mean"].ravel()
    np.testing.assert_allclose(mean, front.mean(axis=(0, 1, 2)), atol=2 / 255)


def test_v3_episodes_are_chosen_by_outcome(exported, expected):
    failed = [index for index, e in enumerate(expected) if not e.terminated]
    dataset = LeRobotDataset("retrace/test", root=exported / "lerobot-v3", episodes=failed)
    assert len(dataset) == sum(expected[index].steps for index in failed)


def test_v3_of_one_quantity(exported):
    first = next(iter(retrace.open_dataset(exported / "narrow-dataset", version="v1")))
    dataset = LeRobotDataset("retrace/test", root=exported / "lerobot-v3-narrow")
    items = [dataset[row] for row in range(len(first) - 1)]
    np.testing.assert_array_equal([item["observation.state"] for item in items], first.observation_state[1:-1, 0])
    np.testing.assert_array_equal([item["action"] for item in items], first.action[1:, 0])
