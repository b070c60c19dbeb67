import duckdb
import numpy as np
import pandas as pd
import pytest


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_by_pandas_and_duckdb(exported, expected, kind):
    folder = exported / kind
    about = pd.read_csv(folder / "episodes.csv")
    assert about["episode_id"].tolist() == [e.id for e in expected]
    for index, e in enumerate(expected):
        path = folder / "steps" / f"episode-{index:06d}.{kind}"
        table = pd.read_csv(path) if kind == "csv" else pd.read_parquet(path)
        assert len(table) == e.steps + 1
        np.testing.assert_array_equal(table[["state.x", "state.y", "state.z"]].to_numpy(np.float32), e.state)
        actions = table[["action.vx", "action.vy"]].to_numpy(np.float32)
        np.testing.assert_array_equal(actions[:-1], e.action)
        assert np.isnan(actions[-1]).all()
        np.testing.assert_array_equal(table["reward"].to_numpy(np.float32)[:-1], e.reward)
        assert table["phase"].tolist() == e.phase
    query = f"SELECT count(*) FILTER (terminated), count(reward), sum(reward) FROM '{folder}/steps/*.{kind}'"
    steps = sum(e.steps for e in expected)
    wins = sum(e.terminated for e in expected)
    assert duckdb.sql(query).fetchall() == [(wins, steps, wins)]
