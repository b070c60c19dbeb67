"""Labels and versions say the same here as in the program that wrote them."""

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

import retrace


@pytest.fixture(scope="module")
def judged_path() -> Path:
    return Path(os.environ["RETRACE_JUDGED"])


@pytest.mark.parametrize("which", ["v1", "now"])
def test_judged_as_the_screen_shows(judged_path, which):
    expected = json.loads((judged_path / f"expected-{which}.json").read_text())
    dataset = retrace.open_dataset(judged_path, version=None if which == "now" else which)
    assert [episode.id for episode in dataset] == sorted(expected)
    for episode in dataset:
        judged = expected[episode.id]
        steps = judged["endRow"] - judged["startRow"] - 1
        assert (episode.start_row, len(episode)) == (judged["startRow"], steps)
        assert (episode.outcome, episode.judgement.verdict) == (judged["outcome"], judged["verdict"])
        assert episode.task == judged["task"]
        for length in (episode.action, episode.reward, episode.terminated, episode.truncated):
            assert len(length) == steps
        assert len(episode.observation_state) == len(episode.phase) == len(episode.images("front")) == steps + 1
        assert episode.reward[-1] == judged["ending"]["reward"] and not episode.reward[:-1].any()
        assert episode.terminated[-1] == judged["ending"]["isTerminated"] and not episode.terminated[:-1].any()
        assert episode.truncated[-1] == judged["ending"]["isTruncated"] and not episode.truncated[:-1].any()
        phases = np.concatenate(
            [[segment["phase"]] * (segment["endStep"] - segment["startStep"]) for segment in judged["segments"]]
        )
        assert episode.phase[:-1].tolist() == phases.tolist()


def test_a_trimmed_episode_has_the_rows_of_the_whole_one(judged_path):
    for episode in retrace.open_dataset(judged_path, version="v1"):
        whole = retrace.open_episode(episode.path)
        rows = slice(episode.start_row, episode.start_row + len(episode) + 1)
        np.testing.assert_array_equal(episode.observation_state, whole.observation_state[rows])
        np.testing.assert_array_equal(episode.action, whole.action[rows][: len(episode)])
        assert episode.image_bytes("front", 0) == whole.image_bytes("front", episode.start_row)


def test_decisions_of_today_differ_from_those_that_were_frozen(judged_path):
    now = retrace.open_dataset(judged_path)
    assert len(now.filter(verdict="reject")) == 1
    assert len(now.filter(verdict="accept")) == 2
    assert len(retrace.open_dataset(judged_path, version="v1").filter(verdict="reject")) == 0


def test_a_version_that_is_not_there_or_not_whole_is_refused(judged_path, tmp_path):
    with pytest.raises(retrace.RetraceError, match="no version 'v2'; there are v1"):
        retrace.open_dataset(judged_path, version="v2")
    with pytest.raises(retrace.RetraceError, match="expected a name of letters"):
        retrace.open_dataset(judged_path, version="../v1")
    copy = shutil.copytree(judged_path, tmp_path / "copy")
    file = copy / "versions" / "v1.json"
    changed = file.read_text().replace('"outcome": "failure"', '"outcome": "success"')
    file.write_text(changed)
    with pytest.raises(retrace.RetraceError, match="damaged or was changed"):
        retrace.open_dataset(copy, version="v1")
    file.write_text(changed[: changed.rindex(",")] + "}")
    with pytest.raises(retrace.RetraceError, match="not those that were frozen"):
        retrace.open_dataset(copy, version="v1")
    shutil.copy(judged_path / "versions" / "v1.json", file)
    manifest = next((copy / "episodes").iterdir()) / "episode.json"
    sealed = json.loads(manifest.read_text())
    del sealed["check"]
    sealed["file"]["sha256"] = "0" * 64
    manifest.write_text(json.dumps(sealed))
    with pytest.raises(retrace.RetraceError, match="not the one that version 'v1' has"):
        retrace.open_dataset(copy, version="v1")
