"""What cannot be read is refused with what is wrong, what to do, and where."""

import json
import shutil

import pytest

import retrace


@pytest.fixture
def copy(episode, tmp_path):
    return shutil.copytree(episode.path, tmp_path / "copy")


def change_manifest(folder, **changes):
    path = folder / "episode.json"
    manifest = {**json.loads(path.read_text()), **changes}
    del manifest["check"]
    path.write_text(json.dumps(manifest))


def test_a_folder_that_is_no_episode(tmp_path):
    with pytest.raises(retrace.RetraceError, match="no episode here: give the folder that holds episode.json"):
        retrace.open_episode(tmp_path)
    with pytest.raises(retrace.RetraceError, match="no dataset here"):
        retrace.open_dataset(tmp_path)


def test_an_episode_that_is_being_recorded(copy):
    change_manifest(copy, state="recording")
    with pytest.raises(retrace.RetraceError, match="not sealed: .* start Retrace to recover it"):
        retrace.open_episode(copy)


def test_a_newer_format(copy):
    change_manifest(copy, format=2)
    with pytest.raises(retrace.RetraceError, match="2 is newer than 1.* update the package"):
        retrace.open_episode(copy)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format": 1}'])
def test_a_damaged_manifest(copy, text):
    (copy / "episode.json").write_text(text)
    with pytest.raises(retrace.RetraceError, match=r"episode\.json\)$"):
        retrace.open_episode(copy)


def test_a_manifest_that_was_changed(copy):
    path = copy / "episode.json"
    path.write_text(path.read_text().replace('"operator": "ada"', '"operator": "eve"'))
    with pytest.raises(retrace.RetraceError, match='damaged or was changed: .* take out the field "check"'):
        retrace.open_episode(copy)


@pytest.mark.parametrize("kept", [0, 7, 1000, -1])
def test_a_cut_file(copy, kept):
    data = (copy / "episode.arrow").read_bytes()
    (copy / "episode.arrow").write_bytes(data[:kept])
    with pytest.raises(retrace.RetraceError, match="copy it again"):
        retrace.open_episode(copy)


def test_a_missing_file(copy):
    (copy / "episode.arrow").unlink()
    with pytest.raises(retrace.RetraceError, match=r"cannot be read: .*episode\.arrow\)$"):
        retrace.open_episode(copy)


def test_a_file_of_the_same_length_that_is_no_arrow_file(copy):
    path = copy / "episode.arrow"
    path.write_bytes(bytes(path.stat().st_size))
    with pytest.raises(retrace.RetraceError, match="cannot be read"):
        retrace.open_episode(copy)


def test_an_image_that_is_none(episode):
    with pytest.raises(retrace.RetraceError, match="an image of 4 bytes cannot be decoded"):
        retrace.images.decode_image(b"\xff\xd8\xff\xe0")
