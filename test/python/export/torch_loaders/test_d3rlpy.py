import json

import d3rlpy
import numpy as np

import retrace


def loaded(exported):
    with open(exported / "d3rlpy" / "replay_buffer.h5", "rb") as file:
        return d3rlpy.dataset.ReplayBuffer.load(file, d3rlpy.dataset.InfiniteBuffer())


def test_replay_buffer(exported, expected, same_pixels):
    buffer = loaded(exported)
    assert len(buffer.episodes) == len(expected)
    # Every step is a transition: a truncated one has its final observation as one more row.
    assert buffer.transition_count == sum(e.steps for e in expected)
    for episode, e in zip(buffer.episodes, expected):
        state, *images = episode.observations
        rows = e.steps if e.terminated else e.steps + 1
        assert episode.terminated == e.terminated
        np.testing.assert_array_equal(state, e.state[:rows])
        np.testing.assert_array_equal(episode.actions[: e.steps], e.action)
        np.testing.assert_array_equal(episode.rewards[: e.steps, 0], e.reward)
        for pixels, camera in zip(images, e.images):
            same_pixels(np.asarray(pixels).transpose(0, 2, 3, 1), e.images[camera][:rows])


def test_a_buffer_in_memory_is_what_the_export_holds(exported, tmp_path):
    report = json.loads((exported / "d3rlpy" / "retrace-export.json").read_text())
    recipe = tmp_path / "recipe.json"
    recipe.write_text(json.dumps(report["recipe"]))
    dataset = retrace.open_dataset(exported / "dataset", version="v1")
    parts = retrace.trajectories(dataset, retrace.read_recipe(recipe))
    buffer, file = retrace.d3rlpy_buffer(parts), loaded(exported)
    assert buffer.transition_count == file.transition_count
    for built, read in zip(buffer.episodes, file.episodes, strict=True):
        assert built.terminated == read.terminated
        np.testing.assert_array_equal(built.actions, read.actions)
        np.testing.assert_array_equal(built.rewards, read.rewards)
        for pixels, of_file in zip(built.observations, read.observations, strict=True):
            assert pixels.dtype == np.asarray(of_file).dtype
            np.testing.assert_array_equal(pixels, of_file)
