"""What holds for every episode, whoever recorded it."""

import numpy as np
import pytest

import retrace


def test_counts_agree(episode):
    rows, steps = episode.manifest["counts"]["rows"], episode.manifest["counts"]["steps"]
    assert rows == steps + 1 == len(episode) + 1
    assert len(episode.time_ns) == len(episode.observation_state) == len(episode.phase) == rows
    per_step = (episode.action, episode.action_source, episode.reward, episode.terminated, episode.truncated)
    assert {len(array) for array in per_step} == {steps}
    for camera in episode.cameras:
        assert len(episode.images(camera)) == rows
    for stream, samples in episode.manifest["counts"]["extras"].items():
        assert len(episode.extras(stream).row) == samples
    np.testing.assert_array_equal(episode.table["step"].to_numpy(), np.arange(rows))


def test_times_rise(episode):
    assert (np.diff(episode.time_ns) > 0).all()
    assert episode.time_ns[-1] == episode.manifest["durationNs"]
    np.testing.assert_array_equal(np.diff(episode.wall_time.astype(np.int64)), np.diff(episode.time_ns))
    for stamps in episode.stamps.values():
        present = stamps.is_present
        assert (np.diff(stamps.stamp_ns[present]) >= 0).all()
        assert (stamps.received_ns[present] <= episode.time_ns[present]).all()
    for stream in episode.extra_streams:
        extra = episode.extras(stream)
        assert (np.diff(extra.received_ns) >= 0).all()
        assert (extra.received_ns <= episode.time_ns[extra.row]).all()
        since = extra.row > 0
        assert (extra.received_ns[since] >= episode.time_ns[extra.row[since] - 1]).all()


def test_only_the_last_step_ends_the_episode(episode):
    ends = episode.terminated | episode.truncated
    assert ends[-1] and ends.sum() == 1
    assert not (episode.terminated & episode.truncated).any()
    assert episode.terminated[-1] == (episode.outcome == "success")
    np.testing.assert_array_equal(np.flatnonzero(episode.reward), [len(episode) - 1] if episode.terminated[-1] else [])


def test_numbers_are_finite(episode):
    assert np.isfinite(episode.observation_state).all()
    assert np.isfinite(episode.action).all()


def test_segments_tell_the_phases(episode):
    segments = episode.manifest["segments"]
    assert segments[0]["startStep"] == 0 and segments[-1]["endStep"] == len(episode)
    for before, after in zip(segments, segments[1:]):
        assert before["endStep"] == after["startStep"] and before["endNs"] == after["startNs"]
    changes = np.flatnonzero(episode.phase[1:] != episode.phase[:-1]) + 1
    phases = [str(episode.phase[0]), *(str(episode.phase[row]) for row in changes)]
    assert phases == [segment["phase"] for segment in segments]


def test_images_have_the_size_that_the_head_says(episode):
    for camera in episode.manifest["head"]["cameras"]:
        for row in (0, len(episode)):
            shape = episode.images(camera["name"])[row].shape
            assert shape == (camera["heightPx"], camera["widthPx"], 3)


def test_nothing_has_changed_since_the_seal(episode):
    episode.verify()


def test_the_scripted_operator_backtracks(collected_path):
    """Failure, the way back, and success, in this order: what the protocol is for."""
    episode = retrace.open_episode(collected_path)
    phases = [segment["phase"] for segment in episode.manifest["segments"]]
    assert phases[:2] == ["failure", "recovery"]
    assert phases[-1] == "success"
    assert episode.outcome == "success"
    assert set(episode.action_source) == {"script"}
    assert [event["kind"] for event in episode.manifest["events"]].count("mark") >= 3


@pytest.mark.parametrize("variable", ["action", "observation_state"])
def test_the_robot_moved(collected_path, variable):
    values = getattr(retrace.open_episode(collected_path), variable)
    assert (values.std(axis=0) > 0).any()
