import io

import numpy as np
import pytest
from PIL import Image


@pytest.mark.parametrize("target", ["minari", "minari-hdf5"])
def test_load_dataset(exported, expected, monkeypatch, target):
    monkeypatch.setenv("MINARI_DATASETS_PATH", str(exported / target))
    import minari

    dataset = minari.load_dataset("v1-everything-v0")
    assert dataset.total_episodes == len(expected)
    assert dataset.total_steps == sum(e.steps for e in expected)
    for episode, e in zip(dataset.iterate_episodes(), expected):
        np.testing.assert_array_equal(episode.observations["state"], e.state)
        np.testing.assert_array_equal(episode.actions, e.action)
        np.testing.assert_array_equal(episode.rewards, e.reward)
        assert episode.terminations[-1] == e.terminated and not episode.terminations[:-1].any()
        assert episode.truncations[-1] != e.terminated and not episode.truncations[:-1].any()
        phases = [name.decode() if isinstance(name, bytes) else name for name in episode.infos["phase"]]
        assert phases == e.phase
        for camera, jpegs in e.jpegs.items():
            decoded = np.stack([np.asarray(Image.open(io.BytesIO(jpeg))) for jpeg in jpegs])
            np.testing.assert_array_equal(episode.observations[camera], decoded)
    assert [about["episodeId"] for about in dataset.storage.get_episode_metadata(range(len(expected)))] == [
        e.id for e in expected
    ]
