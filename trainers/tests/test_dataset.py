import shutil

import pytest

import retrace


def test_episodes_come_oldest_first(built):
    assert len(built) == 3
    assert [len(episode) for episode in built][:2] == [40, 50]
    ids = [episode.id for episode in built]
    assert ids == sorted(ids)
    assert built[-1].id == ids[2]
    assert [episode.id for episode in built[:2]] == ids[:2]
    assert built.info["cameras"] == ["front", "wrist"]
    with pytest.raises(IndexError):
        built[3]


def test_filters(built):
    assert len(built.filter(outcome="success")) == 2
    assert [episode.state for episode in built.filter(outcome="aborted")] == ["recovered"]
    assert len(built.filter(protocol="visual-backtracking")) == 3
    assert len(built.filter(protocol="visual-backtracking", outcome="failure")) == 0
    assert len(built.filter(protocol="demonstration")) == 0


def test_a_broken_episode_is_left_out_with_a_warning(built_path, tmp_path):
    copy = shutil.copytree(built_path, tmp_path / "copy")
    folders = sorted((copy / "episodes").iterdir())
    (folders[0] / "episode.json").write_text("{")
    with pytest.warns(UserWarning) as warned:
        dataset = retrace.open_dataset(copy)
    messages = sorted(str(warning.message) for warning in warned)
    assert len(messages) == 2
    assert messages[0].startswith("episode left out: it is not sealed")
    assert messages[1].startswith("episode left out: not readable as JSON")
    assert len(dataset) == 2


def test_a_copy_that_a_merge_has_under_way_is_not_seen(built_path, tmp_path):
    copy = shutil.copytree(built_path, tmp_path / "copy")
    first = min((copy / "episodes").iterdir())
    shutil.copytree(first, first.with_name(f".{first.name}.partial"))
    with pytest.warns(UserWarning) as warned:
        dataset = retrace.open_dataset(copy)
    assert len(warned) == 1
    assert "not sealed" in str(warned[0].message)
    assert dataset[0].path.name == first.name
    assert len(dataset) == 3


def test_a_folder_of_another_name_than_its_episode_is_left_out_with_a_warning(built_path, tmp_path):
    copy = shutil.copytree(built_path, tmp_path / "copy")
    first = min((copy / "episodes").iterdir())
    shutil.copytree(first, first.with_name("backup"))
    with pytest.warns(UserWarning) as warned:
        dataset = retrace.open_dataset(copy)
    messages = [str(warning.message) for warning in warned]
    assert len(messages) == 2
    assert f"head.id: {first.name} is not the folder's name" in messages[1]
    assert len(dataset) == 3
