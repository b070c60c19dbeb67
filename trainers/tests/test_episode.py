"""Every value is checked against test/builders/episode.ts, which made the episodes."""

import shutil
import sys

import numpy as np
import pytest

import retrace

T = 40
STEP_NS = 33_333_333
STARTED_AT_NS = 1_790_000_000_000_000_000


def test_times(episode):
    assert len(episode) == T
    np.testing.assert_array_equal(episode.time_ns, np.arange(T + 1) * STEP_NS)
    assert episode.time_ns.dtype == np.int64
    np.testing.assert_array_equal(episode.wall_time.astype(np.int64), STARTED_AT_NS + episode.time_ns)
    assert episode.wall_time.dtype == "datetime64[ns]"


def test_observations_and_actions(episode):
    seconds = np.arange(T + 1) * STEP_NS / 1e9
    state = np.stack([np.sin(seconds), np.cos(seconds), np.arange(T + 1)], axis=1)
    assert episode.observation_state.shape == (T + 1, 3)
    assert episode.observation_state.dtype == np.float32
    np.testing.assert_allclose(episode.observation_state, state, rtol=1e-6)
    assert episode.action.shape == (T, 2)
    assert episode.action.dtype == np.float32
    np.testing.assert_allclose(episode.action, np.stack([np.cos(seconds), -np.arange(T + 1)], axis=1)[:T], rtol=1e-6)
    assert set(episode.action_source) == {"script"} and episode.action_source.shape == (T,)
    assert (episode.state_names, episode.action_names) == (["x", "y", "z"], ["vx", "vy"])


def test_reward_and_ends(episode):
    np.testing.assert_array_equal(episode.reward, [0] * (T - 1) + [1])
    np.testing.assert_array_equal(episode.terminated, [False] * (T - 1) + [True])
    np.testing.assert_array_equal(episode.truncated, [False] * T)
    assert [array.dtype for array in (episode.reward, episode.terminated, episode.truncated)] == ["f4", "?", "?"]


def test_phases_are_what_they_turned_out_to_be(episode):
    lengths = [8, 8, 8, 8, 9]
    recorded = ["failure", "recovery", "success", "recovery", "success"]
    effective = ["failure", "recovery", "failure", "recovery", "success"]
    np.testing.assert_array_equal(episode.recorded_phase, np.repeat(recorded, lengths))
    np.testing.assert_array_equal(episode.phase, np.repeat(effective, lengths))
    np.testing.assert_array_equal(episode.attempt, np.repeat([0, 0, 1, 1, 2], lengths))
    np.testing.assert_array_equal(episode.recorded_attempt, episode.attempt)
    assert episode.attempt.dtype == np.int16


def test_stamps(episode):
    wrist = episode.stamps["wrist"]
    np.testing.assert_array_equal(wrist.stamp_ns, episode.time_ns - 10_000_000)
    np.testing.assert_array_equal(wrist.received_ns, wrist.stamp_ns + 2_000_000)
    assert wrist.is_present.all()
    np.testing.assert_array_equal(episode.stamps["arm"].is_present, [False] + [True] * T)
    assert list(episode.stamps) == ["front", "wrist", "arm"]


def test_images(episode):
    images = episode.images("wrist")
    assert len(images) == T + 1
    for row in (0, 17, T, -1):
        image = images[row]
        assert (image.shape, image.dtype) == ((48, 64, 3), np.uint8)
        gray = 40 + ((row % (T + 1)) * 3 + 100) % 200
        assert np.abs(image.astype(int) - gray).max() <= 1
    assert episode.image_bytes("wrist", 3)[:2] == b"\xff\xd8"
    assert [image[0, 0, 0] for image in images[2:4]] == [images[2][0, 0, 0], images[3][0, 0, 0]]
    with pytest.raises(IndexError, match="image 41 of 41"):
        images[T + 1]
    with pytest.raises(retrace.RetraceError, match="no camera 'left'; there are front, wrist"):
        episode.images("left")


def test_extra_vectors(episode):
    arm = episode.extras("arm")
    np.testing.assert_array_equal(arm.row, np.repeat(np.arange(T + 1), 2))
    np.testing.assert_array_equal(arm.values[:, 0], arm.row)
    assert arm.values[1, 2] == 2 / 3
    np.testing.assert_array_equal(arm.stamp_ns[:3], [-30_000_000, -22_000_000, STEP_NS - 30_000_000])
    np.testing.assert_array_equal(arm.received_ns - arm.stamp_ns, 1_000_000)


def test_extra_texts_and_images(episode):
    inputs = episode.extras("input")
    np.testing.assert_array_equal(inputs.row, np.arange(0, T + 1, 2))
    assert inputs.values[0] == '{"device":"keyboard","pressedCodes":["KeyÄ"]}'
    front = episode.extras("front")
    assert len(front.values) == T + 1
    np.testing.assert_array_equal(front.values[5], episode.images("front")[5])
    assert len(episode.extras("events").values) == len(episode.manifest["events"]) == 5
    with pytest.raises(retrace.RetraceError, match="no extra stream 'sonar'"):
        episode.extras("sonar")


def test_identity(episode):
    assert (episode.protocol, episode.outcome, episode.state) == ("visual-backtracking", "success", "sealed")
    assert (episode.task, episode.operator) == ("fold the shirt", "ada")
    assert episode.cameras == ["front", "wrist"]
    assert episode.extra_streams == ["front", "arm", "input", "events"]
    assert repr(episode) == f"<Episode {episode.id}: visual-backtracking, success, 40 steps>"


def test_a_recovered_episode_ends_truncated(built):
    recovered = built[2]
    steps = len(recovered)
    assert (recovered.state, recovered.outcome) == ("recovered", "aborted")
    assert 0 < steps < 40
    assert recovered.table["action"].null_count == 0
    assert recovered.action.shape == (steps, 2)
    assert recovered.observation_state.shape == (steps + 1, 3)
    assert recovered.truncated.sum() == 1 and recovered.truncated[-1]
    assert not recovered.terminated.any()
    assert recovered.phase[0] == "failure"


def test_verify_sees_one_changed_bit(episode, tmp_path):
    episode.verify()
    copy = shutil.copytree(episode.path, tmp_path / "copy")
    data = bytearray((copy / "episode.arrow").read_bytes())
    data[len(data) // 2] ^= 1
    (copy / "episode.arrow").write_bytes(data)
    with pytest.raises(retrace.RetraceError, match="has changed since it was sealed"):
        retrace.open_episode(copy).verify()


def test_without_pillow_bytes_are_there_and_decoding_says_what_to_install(episode, monkeypatch):
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert len(episode.image_bytes("front", 0)) > 100
    with pytest.raises(retrace.RetraceError, match="retrace\\[images\\]"):
        episode.images("front")[0]
