"""The replay buffer as Diffusion Policy opens it."""

import numpy as np
import zarr


def test_replay_buffer(exported, expected, provenance, same_pixels):
    root = zarr.open(str(exported / "diffusion-policy" / "replay_buffer.zarr"), "r")
    ends = root["meta/episode_ends"][:]
    assert ends.dtype == np.int64
    assert ends.tolist() == np.cumsum([e.steps for e in expected]).tolist()
    # What its ReplayBuffer asserts.
    assert all(array.shape[0] == ends[-1] for array in root["data"].values())
    np.testing.assert_array_equal(root["data/state"][:], np.concatenate([e.state[:-1] for e in expected]))
    np.testing.assert_array_equal(root["data/action"][:], np.concatenate([e.action for e in expected]))
    np.testing.assert_array_equal(root["data/reward"][:], np.concatenate([e.reward for e in expected]))
    stages = np.array(root["meta"].attrs["stages"])[root["data/stage"][:]]
    assert stages.tolist() == [phase for e in expected for phase in e.phase[:-1]]
    for camera in expected[0].images:
        images = root[f"data/{camera}"]
        assert images.chunks == (1, 48, 64, 3)
        same_pixels(images[:], np.concatenate([e.images[camera][:-1] for e in expected]))
    assert root["meta"].attrs["retrace"] == provenance
