import json

import h5py
import numpy as np
import pytest


@pytest.fixture(scope="module")
def sequence_dataset(exported):
    import robomimic.utils.obs_utils as obs_utils
    from robomimic.utils.dataset import SequenceDataset

    config = json.loads((exported / "robomimic" / "observations.json").read_text())
    modalities = config["observation"]["modalities"]
    obs_utils.initialize_obs_utils_with_obs_specs([modalities])
    return SequenceDataset(
        hdf5_path=str(exported / "robomimic" / "data.hdf5"),
        obs_keys=tuple(modalities["obs"]["low_dim"] + modalities["obs"]["rgb"]),
        dataset_keys=("actions", "rewards", "dones"),
        load_next_obs=True,
        frame_stack=1,
        seq_length=1,
        pad_frame_stack=True,
        pad_seq_length=True,
        get_pad_mask=False,
        goal_mode=None,
        hdf5_cache_mode=None,
        hdf5_use_swmr=True,
        hdf5_normalize_obs=False,
        filter_by_attribute=config["train"]["hdf5_filter_key"],
    )


@pytest.fixture(scope="module")
def action_scale(exported):
    with h5py.File(exported / "robomimic" / "data.hdf5") as file:
        scale = file["data"].attrs["action_scale"]
    # The second quantity of the built episodes goes beyond -3.
    assert scale.tolist() == [1, 4]
    return scale.astype(np.float32)


def test_sequence_dataset(sequence_dataset, expected, action_scale, same_pixels):
    assert len(sequence_dataset) == sum(e.steps for e in expected)
    first = 0
    for e in expected:
        for row in range(e.steps):
            item = sequence_dataset[first + row]
            np.testing.assert_array_equal(item["obs"]["state"][0], e.state[row])
            np.testing.assert_array_equal(item["next_obs"]["state"][0], e.state[row + 1])
            assert np.abs(item["actions"]).max() <= 1
            np.testing.assert_array_equal(item["actions"][0] * action_scale, e.action[row])
            assert item["rewards"][0] == e.reward[row]
            assert item["dones"][0] == (e.terminated and row == e.steps - 1)
            for camera, images in e.images.items():
                same_pixels(item["obs"][camera][0], images[row])
                same_pixels(item["next_obs"][camera][0], images[row + 1])
        first += e.steps


def test_filter_keys_and_phases(exported, expected, provenance):
    with h5py.File(exported / "robomimic" / "data.hdf5") as file:
        assert json.loads(file.attrs["retrace"]) == provenance
        success = [name.decode() for name in file["mask/success"][()]]
        assert success == [f"demo_{index}" for index, e in enumerate(expected) if e.terminated]
        for index, e in enumerate(expected):
            demo = file[f"data/demo_{index}"]
            assert demo.attrs["episodeId"] == e.id
            assert [name.decode() for name in demo["phases"][()]] == e.phase[:-1]
