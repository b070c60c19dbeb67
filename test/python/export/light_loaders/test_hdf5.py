"""D4RL's layout by h5py, as its loaders read it."""

import json

import h5py
import numpy as np


def test_d4rl_steps_one_after_the_other(exported, expected, provenance):
    with h5py.File(exported / "d4rl" / "data.hdf5") as file:
        assert json.loads(file.attrs["retrace"]) == provenance
        data = {name: file[name][()] for name in file if isinstance(file[name], h5py.Dataset)}
    np.testing.assert_array_equal(data["observations"], np.concatenate([e.state[:-1] for e in expected]))
    np.testing.assert_array_equal(data["next_observations"], np.concatenate([e.state[1:] for e in expected]))
    np.testing.assert_array_equal(data["actions"], np.concatenate([e.action for e in expected]))
    np.testing.assert_array_equal(data["rewards"], np.concatenate([e.reward for e in expected]))
    ends = np.cumsum([e.steps for e in expected]) - 1
    terminal = [end for end, e in zip(ends, expected) if e.terminated]
    assert np.flatnonzero(data["terminals"]).tolist() == terminal
    assert np.flatnonzero(data["timeouts"]).tolist() == [end for end in ends if end not in terminal]
