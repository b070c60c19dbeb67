"""Read episodes recorded by Retrace: ``open_dataset(path)`` and ``open_episode(path)``."""

from retrace.dataset import Dataset, open_dataset
from retrace.episode import Episode, Stamps, open_episode
from retrace.errors import RetraceError
from retrace.extras import Extra
from retrace.images import Images
from retrace.judgement import Judgement

__all__ = [
    "Dataset",
    "Episode",
    "Extra",
    "Images",
    "Judgement",
    "RetraceError",
    "Stamps",
    "open_dataset",
    "open_episode",
]
