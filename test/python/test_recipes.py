"""A version through a recipe has the same arrays here as in the program, which exports them."""

import json
import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import retrace

ARRAYS = ("time_ns", "state", "action", "attempt", "reward", "discount")


@pytest.mark.parametrize("variable", ["RETRACE_JUDGED", "RETRACE_TURNING", "RETRACE_COLLECTED"])
def test_the_same_arrays_to_the_last_bit(variable):
    path = Path(os.environ[variable])
    version = retrace.open_dataset(path, version="v1")
    found = Counter()
    for case in json.loads((path / "recipes.json").read_text()):
        recipe = retrace.parse_recipe(case["recipe"])
        mine = list(retrace.trajectories(version, recipe))
        assert [(t.episode.id, t.clip) for t in mine] == [(t["episode"], t["clip"]) for t in case["trajectories"]]
        for trajectory, expected in zip(mine, case["trajectories"]):
            for name in ARRAYS:
                array = getattr(trajectory, name)
                np.testing.assert_array_equal(array.ravel(), np.array(expected[name], array.dtype), f"{recipe.name}: {name}")
            for name in ("split", "outcome", "is_terminated"):
                assert getattr(trajectory, name) == expected[name]
            assert trajectory.phase.tolist() == expected["phase"]
            assert {camera: rows.tolist() for camera, rows in trajectory.image_rows.items()} == expected["image_rows"]
            found[recipe.name] += 1
    assert len(found) >= 9, found


def test_pictures_are_those_of_the_rows():
    version = retrace.open_dataset(Path(os.environ["RETRACE_JUDGED"]), version="v1")
    recipe = retrace.parse_recipe({"format": 1, "name": "slow", "resample": {"hz": 7}})
    trajectory = next(retrace.trajectories(version, recipe))
    images = trajectory.images("front")
    assert len(images) == len(trajectory.state) < len(trajectory.episode)
    for index, row in enumerate(trajectory.image_rows["front"]):
        assert images.bytes(index) == trajectory.episode.image_bytes("front", row)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"format": 2}, "format: expected 1, found 2"),
        ({"resample": {"fps": 3}}, "resample.fps: a recipe has no such field"),
        ({"masks": 1}, "masks: a recipe has no such field"),
        ({"mask": {"keep": "all"}}, "mask.keep: expected 'everything', 'intents', 'phases', found 'all'"),
        ({"cameras": ["top"]}, "names 'top'; the episode's cameras are front, wrist"),
    ],
)
def test_a_wrong_recipe_is_refused_by_field(fields, message):
    version = retrace.open_dataset(Path(os.environ["RETRACE_JUDGED"]), version="v1")
    with pytest.raises(retrace.RetraceError, match=message):
        list(retrace.trajectories(version, retrace.parse_recipe({"format": 1, "name": "wrong", **fields})))
