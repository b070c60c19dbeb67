"""What each export must say: the frozen version as the package of ``trainers/`` reads it."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

import retrace

HZ = 30
# The first row is from before the arm had spoken: the recipe leaves it out.
FIRST_ROW = 1


@dataclass
class Expected:
    """T steps, T + 1 observations."""

    id: str
    state: np.ndarray
    action: np.ndarray
    reward: np.ndarray
    terminated: bool
    phase: list[str]
    images: dict[str, np.ndarray]
    jpegs: dict[str, list[bytes]]

    @property
    def steps(self) -> int:
        return len(self.action)


def expected_of(episode: retrace.Episode) -> Expected:
    rows = range(FIRST_ROW, len(episode) + 1)
    return Expected(
        id=episode.id,
        state=episode.observation_state[FIRST_ROW:],
        action=episode.action[FIRST_ROW:],
        reward=episode.reward[FIRST_ROW:],
        terminated=bool(episode.terminated[-1]),
        phase=episode.phase[FIRST_ROW:].tolist(),
        images={name: np.stack([episode.images(name)[row] for row in rows]) for name in episode.cameras},
        jpegs={name: [episode.image_bytes(name, row) for row in rows] for name in episode.cameras},
    )


@pytest.fixture(scope="session")
def exported() -> Path:
    return Path(os.environ["RETRACE_EXPORTED"])


@pytest.fixture(scope="session")
def expected(exported: Path) -> list[Expected]:
    episodes = [expected_of(episode) for episode in retrace.open_dataset(exported / "dataset", version="v1")]
    # What is compared must differ, or a mix-up would not show.
    assert {episode.terminated for episode in episodes} == {True, False}
    assert len({episode.steps for episode in episodes}) == len(episodes)
    assert all(len(set(episode.phase)) == 3 for episode in episodes)
    return episodes


@pytest.fixture(scope="session")
def provenance(exported: Path) -> dict:
    """Of the recipe and the version, as it must stand in every export."""
    report = json.loads((exported / "csv" / "retrace-export.json").read_text())
    version = json.loads((exported / "dataset" / "versions" / "v1.json").read_text())
    assert report["version"]["sha256"] == version["sha256"]
    return {key: report[key] for key in ("software", "dataset", "version", "recipe")}


def assert_same_pixels(shown: np.ndarray, image: np.ndarray) -> None:
    """Targets of pixels have what Pillow decodes, to the last bit."""
    assert shown.dtype == image.dtype == np.uint8
    np.testing.assert_array_equal(shown, image)


@pytest.fixture(scope="session")
def same_pixels():
    return assert_same_pixels


def assert_same_lerobot_step(item: dict, e: Expected, index: int, row: int) -> None:
    """All but the pictures; both versions of LeRobot have the same columns."""
    is_last = row == e.steps - 1
    assert (item["episode_index"], item["frame_index"]) == (index, row)
    np.testing.assert_array_equal(item["observation.state"].numpy(), e.state[row])
    np.testing.assert_array_equal(item["action"].numpy(), e.action[row])
    assert item["next.reward"].item() == e.reward[row]
    assert item["next.done"].item() == is_last
    assert item["next.success"].item() == (is_last and e.terminated)
    assert item["next.truncated"].item() == (is_last and not e.terminated)
    assert item["phase"] == e.phase[row]
    assert item["task"] == "fold the shirt"


@pytest.fixture(scope="session")
def same_lerobot_step():
    return assert_same_lerobot_step


def peak_signal_to_noise(a: np.ndarray, b: np.ndarray) -> float:
    """In dB, of pixels from 0 to 255."""
    error = np.mean((a.astype(float) - b.astype(float)) ** 2)
    return float("inf") if error == 0 else 10 * np.log10(255**2 / error)


@pytest.fixture(scope="session")
def psnr():
    return peak_signal_to_noise
