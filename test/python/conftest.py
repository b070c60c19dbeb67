import os
import warnings
from pathlib import Path

import pytest

import retrace


def episodes_of(variable: str) -> list[Path]:
    path = os.environ.get(variable)
    if path is None:
        raise pytest.UsageError("these tests read episodes that `npm run test:python` makes first")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [episode.path for episode in retrace.open_dataset(path)]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each test of an `episode` runs once for each that was built, and each that was collected."""
    built = episodes_of("RETRACE_BUILT")
    collected = episodes_of("RETRACE_COLLECTED")
    if "collected_path" in metafunc.fixturenames:
        metafunc.parametrize("collected_path", collected, ids=[path.name for path in collected])
    if "path" in metafunc.fixturenames:
        paths = built + collected
        metafunc.parametrize("path", paths, ids=[path.name for path in paths])


@pytest.fixture
def episode(path: Path) -> retrace.Episode:
    return retrace.open_episode(path)
