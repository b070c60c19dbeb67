import d3rlpy
import numpy as np


def test_replay_buffer(exported, expected, same_pixels):
    with open(exported / "d3rlpy" / "replay_buffer.h5", "rb") as file:
        buffer = d3rlpy.dataset.ReplayBuffer.load(file, d3rlpy.dataset.InfiniteBuffer())
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
