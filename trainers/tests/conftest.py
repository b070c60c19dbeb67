import os
from pathlib import Path

import pytest

import retrace


@pytest.fixture(scope="session")
def built_path() -> Path:
    """The dataset of test/builders/episode.ts: two sealed episodes, one recovered, one being recorded."""
    path = os.environ.get("RETRACE_BUILT")
    if path is None:
        raise pytest.UsageError("these tests read episodes that `npm run test:python` makes first")
    return Path(path)


@pytest.fixture(scope="session")
def built(built_path: Path) -> retrace.Dataset:
    with pytest.warns(UserWarning, match="not sealed; start Retrace to recover it"):
        return retrace.open_dataset(built_path)


@pytest.fixture
def episode(built: retrace.Dataset) -> retrace.Episode:
    return built[0]
