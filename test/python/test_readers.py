"""Episodes open in the tools that people have, with the same values in each."""

import duckdb
import numpy as np
import polars
import pyarrow as pa
import pyarrow.dataset
import pytest
from datasets import load_dataset
from PIL import Image

SMALL_COLUMNS = {
    "step": pa.int32(),
    "time_ns": pa.int64(),
    "wall_time": pa.timestamp("ns", "UTC"),
    "phase": pa.dictionary(pa.int32(), pa.string()),
    "attempt": pa.int16(),
    "action.source": pa.dictionary(pa.int32(), pa.string()),
    "reward": pa.float32(),
    "terminated": pa.bool_(),
    "truncated": pa.bool_(),
}


@pytest.fixture
def data(path):
    return path / "episode.arrow"


@pytest.fixture
def table(data):
    with pa.memory_map(str(data)) as source:
        return pa.ipc.open_file(source).read_all()


def test_pyarrow_finds_the_file_valid(table, episode):
    table.validate(full=True)
    assert table.num_rows == episode.manifest["counts"]["rows"]
    types = {name: table.schema.field(name).type for name in SMALL_COLUMNS}
    assert types == SMALL_COLUMNS
    assert table.schema.field("observation.state").type == pa.list_(pa.float32(), len(episode.state_names))
    assert table.schema.field("action").type == pa.list_(pa.float32(), len(episode.action_names))


def test_a_file_without_its_end_reads_as_a_stream(data, table):
    whole = data.read_bytes()
    stream = pa.ipc.open_stream(pa.BufferReader(whole[8:]))
    assert stream.read_all().equals(table)
    torn = pa.ipc.open_stream(pa.BufferReader(whole[8 : len(whole) // 2]))
    rows = 0
    with pytest.raises((pa.ArrowInvalid, OSError, StopIteration)):
        while True:
            rows += torn.read_next_batch().num_rows
    assert 0 < rows < table.num_rows


def test_pyarrow_dataset_opens_many_at_once(path, table):
    dataset = pyarrow.dataset.dataset(str(path / "episode.arrow"), format="ipc")
    assert dataset.count_rows() == table.num_rows
    assert dataset.to_table(columns=["step"])["step"].to_pylist() == list(range(table.num_rows))


def test_polars_reads_the_same(data, table):
    frame = polars.read_ipc(data)
    assert frame.height == table.num_rows
    assert frame.columns == table.column_names
    assert frame["phase"].cast(polars.String).to_list() == table["phase"].to_pylist()
    assert frame["wall_time"].dtype == polars.Datetime("ns", "UTC")
    assert frame["time_ns"].to_list() == table["time_ns"].to_pylist()
    np.testing.assert_array_equal(frame["observation.state"].to_numpy(), _matrix(table, "observation.state"))
    camera = next(name for name in table.column_names if name.startswith("observation.images."))
    assert frame[camera].struct.field("bytes")[0] == table[camera][0]["bytes"].as_py()
    assert frame["extra.events"].to_list() == table["extra.events"].to_pylist()


def test_duckdb_reads_the_same(table):
    relation = duckdb.from_arrow(table)
    rows = relation.query(
        "episode",
        'SELECT count(*), count(action), min("phase"), max(time_ns), sum(reward), '
        'count("action.source"), bool_or(terminated), sum(len("extra.events")) FROM episode',
    ).fetchone()
    phases = table["phase"].to_pylist()
    assert rows == (
        table.num_rows,
        table.num_rows - table["action"].null_count,
        min(phases),
        table["time_ns"].to_pylist()[-1],
        sum(table["reward"].to_pylist()),
        table.num_rows - table["action.source"].null_count,
        any(table["terminated"].to_pylist()),
        sum(len(events) for events in table["extra.events"].to_pylist()),
    )


def test_pandas_reads_the_same(table):
    frame = table.select(list(SMALL_COLUMNS)).to_pandas()
    assert frame["phase"].tolist() == table["phase"].to_pylist()
    assert str(frame["phase"].dtype) == "category"
    assert str(frame["wall_time"].dtype) == "datetime64[ns, UTC]"
    assert frame["time_ns"].tolist() == table["time_ns"].to_pylist()


@pytest.mark.filterwarnings("ignore")
def test_hugging_face_datasets_decodes_images(path, episode, table):
    rows = load_dataset("arrow", data_files=[str(path / "episode.arrow")], split="train")
    assert rows.num_rows == table.num_rows
    for camera in episode.cameras:
        image = rows[1][f"observation.images.{camera}"]
        assert isinstance(image, Image.Image)
        np.testing.assert_array_equal(np.asarray(image.convert("RGB")), episode.images(camera)[1])
    assert rows["phase"][:] == table["phase"].to_pylist()
    np.testing.assert_array_equal(np.array(rows["observation.state"][:], np.float32), episode.observation_state)
    np.testing.assert_array_equal(np.array(rows["action"][: len(episode)], np.float32), episode.action)


def _matrix(table, name):
    return np.array(table[name].to_pylist(), np.float32)
