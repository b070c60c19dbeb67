import json

import numpy as np
import tensorflow_datasets as tfds


def test_builder_from_directory(exported, expected, provenance):
    builder = tfds.builder_from_directory(str(exported / "rlds" / "v1_everything" / "1.0.0"))
    assert json.loads(builder.info.description) == provenance
    assert builder.info.splits["train"].num_examples == len(expected)
    episodes = list(builder.as_dataset(split="train", shuffle_files=False))
    for episode, e in zip(episodes, expected, strict=True):
        assert episode["episode_metadata"]["episode_id"].numpy().decode() == e.id
        assert episode["episode_metadata"]["success"].numpy() == e.terminated
        steps = list(episode["steps"].as_numpy_iterator())
        assert len(steps) == e.steps + 1
        np.testing.assert_array_equal([step["observation"]["state"] for step in steps], e.state)
        np.testing.assert_array_equal([step["action"] for step in steps[:-1]], e.action)
        np.testing.assert_array_equal([step["reward"] for step in steps[:-1]], e.reward)
        assert [step["phase"].decode() for step in steps] == e.phase
        last = len(steps) - 1
        assert [row for row, step in enumerate(steps) if step["is_first"]] == [0]
        assert [row for row, step in enumerate(steps) if step["is_last"]] == [last]
        assert [row for row, step in enumerate(steps) if step["is_terminal"]] == ([last] if e.terminated else [])
        for camera, images in e.images.items():
            shown = np.stack([step["observation"][camera] for step in steps])
            # TensorFlow decodes JPEG by its own rules (no fancy upsampling): close, not the same.
            assert np.abs(shown.astype(int) - images.astype(int)).mean() < 2
