import json

import datasets
import numpy as np


def test_load_from_disk(exported, expected, provenance):
    steps = datasets.load_from_disk(str(exported / "huggingface" / "data"))["train"]
    assert len(steps) == sum(e.steps for e in expected)
    assert json.loads(steps.info.description) == provenance
    first = 0
    for index, e in enumerate(expected):
        own = steps.select(range(first, first + e.steps))
        first += e.steps
        numbers = own.remove_columns([f"observation.images.{camera}" for camera in e.images]).with_format("numpy")[:]
        assert set(numbers["episode_index"].tolist()) == {index}
        np.testing.assert_array_equal(numbers["observation.state"], e.state[:-1])
        np.testing.assert_array_equal(numbers["next.observation.state"], e.state[1:])
        np.testing.assert_array_equal(numbers["action"], e.action)
        np.testing.assert_array_equal(numbers["reward"], e.reward)
        assert numbers["phase"].tolist() == e.phase[:-1]
        assert numbers["terminated"].tolist() == [False] * (e.steps - 1) + [e.terminated]
        assert numbers["truncated"].tolist() == [False] * (e.steps - 1) + [not e.terminated]
        for camera, images in e.images.items():
            for row in (0, e.steps // 2, e.steps - 1):
                np.testing.assert_array_equal(np.asarray(own[row][f"observation.images.{camera}"]), images[row])
