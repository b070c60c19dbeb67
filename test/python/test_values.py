"""Every reader gives every value of every column as pyarrow does: built, collected, unusual and golden episodes."""

import hashlib
import json
import os
from pathlib import Path

import duckdb
import numpy as np
import pandas
import polars
import pyarrow as pa
import pytest
from datasets import Image, load_dataset

import retrace

GOLDEN = Path(os.environ.get("RETRACE_GOLDEN", "."))
# Compared as numbers below: each library has its own type for an instant.
INSTANT = "wall_time"


def pytest_generate_tests(metafunc):
    if "any_path" in metafunc.fixturenames:
        folders = [Path(os.environ["RETRACE_BUILT"]), Path(os.environ["RETRACE_COLLECTED"])]
        folders += [*sorted(Path(os.environ["RETRACE_EDGE"]).iterdir()), *sorted(GOLDEN.glob("format-*"))]
        paths = []
        for folder in folders:
            for episode in sorted((folder / "episodes").iterdir()):
                if json.loads((episode / "episode.json").read_text())["state"] != "recording":
                    paths.append(episode)
        metafunc.parametrize("any_path", paths, ids=[f"{path.parents[1].name}-{path.name[-4:]}" for path in paths])


@pytest.fixture
def table(any_path):
    with pa.memory_map(str(any_path / "episode.arrow")) as source:
        table = pa.ipc.open_file(source).read_all()
    table.validate(full=True)
    return table


@pytest.fixture
def values(table):
    columns = {name: table[name].to_pylist() for name in table.column_names if name != INSTANT}
    columns[INSTANT] = table[INSTANT].cast(pa.int64()).to_pylist()
    return columns


def assert_same(name, found, expected):
    assert plain(found) == plain(expected), name


def plain(value):
    """Lists for arrays and tuples, numbers for numpy's: what is left are the values."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        return value.item()
    return None if value is pandas.NA or value is pandas.NaT else value


def test_polars(any_path, values):
    frame = polars.read_ipc(any_path / "episode.arrow")
    for name, expected in values.items():
        column = frame[name].cast(polars.Int64) if name == INSTANT else frame[name]
        assert_same(name, column.to_list(), expected)


def test_duckdb(table, values):
    rows = duckdb.from_arrow(table).project("* replace (epoch_ns(wall_time) as wall_time)")
    found = rows.fetchall()
    # DuckDB's instants have microseconds; `time_ns` has them in full.
    values[INSTANT] = [instant // 1000 * 1000 for instant in values[INSTANT]]
    for index, name in enumerate(rows.columns):
        assert_same(name, [row[index] for row in found], values[name])


def test_pandas(table, values):
    frame = table.to_pandas(integer_object_nulls=True)
    for name, expected in values.items():
        column = frame[name].astype("int64") if name == INSTANT else frame[name].astype(object)
        found = [None if isinstance(item, float) and item != item else item for item in column]
        assert_same(name, found, expected)


@pytest.mark.filterwarnings("ignore")
def test_hugging_face_datasets(any_path, table, values):
    rows = load_dataset("arrow", data_files=[str(any_path / "episode.arrow")], split="train")
    cameras = [name for name in rows.column_names if name.startswith("observation.images.")]
    for camera in cameras:
        assert isinstance(rows.features[camera], Image)
        # A row before the camera's first picture decodes to none, and does not raise.
        assert (rows[0][camera] is None) == (values[camera][0] is None)
        rows = rows.cast_column(camera, Image(decode=False))
    for name, expected in values.items():
        column = rows.data.column(name).cast(pa.int64()).to_pylist() if name == INSTANT else rows[name][:]
        assert_same(name, column, expected)


def test_retrace(any_path, values):
    episode = retrace.open_episode(any_path)
    for camera in episode.cameras:
        images = episode.images(camera)
        encoded = [value and value["bytes"] for value in values[f"observation.images.{camera}"]]
        np.testing.assert_array_equal(images.is_present, [value is not None for value in encoded])
        for row in np.flatnonzero(images.is_present):
            assert images.bytes(int(row)) == encoded[row]
        for row in np.flatnonzero(~images.is_present):
            with pytest.raises(retrace.RetraceError, match="had sent nothing yet"):
                images[int(row)]
    episode.verify()


def test_depth_has_sixteen_bits():
    folder = next((Path(os.environ["RETRACE_EDGE"]) / "depth" / "episodes").iterdir())
    image = retrace.open_episode(folder).images("depth")[3]
    assert image.dtype == np.uint16 and image.shape == (48, 64)
    x, y = np.meshgrid(np.arange(64), np.arange(48))
    np.testing.assert_array_equal(image, (3 * 997 + x * 1021 + y * 31) % 65536)


@pytest.mark.parametrize("folder", sorted(GOLDEN.glob("format-*")), ids=lambda folder: folder.name)
def test_golden_values(folder):
    expected = json.loads((folder / "expected.json").read_text())
    for name, digest in expected["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name
    dataset = retrace.open_dataset(folder)
    assert len(dataset) == 1
    episode, rows = dataset[0], expected["episode"]
    assert episode.time_ns.tolist() == [int(row["timeNs"]) for row in rows]
    np.testing.assert_array_equal(episode.observation_state, np.array([row["state"] for row in rows], np.float32))
    np.testing.assert_array_equal(episode.action, np.array([row["action"] for row in rows[:-1]], np.float32))
    assert episode.recorded_phase.tolist() == [row["phase"] for row in rows]
    assert episode.reward.tolist() == [row["reward"] for row in rows[:-1]]
    for camera in episode.cameras:
        images = episode.images(camera)
        for index, row in enumerate(rows):
            digest = row["images"].get(camera)
            assert images.is_present[index] == (digest is not None)
            if digest is not None:
                assert hashlib.sha256(images.bytes(index)).hexdigest() == digest
