"""Read episodes recorded by Retrace: ``open_dataset(path)``, ``open_episode(path)``, ``trajectories(episodes, recipe)``."""

from retrace.d3rlpy_buffer import d3rlpy_buffer
from retrace.dataset import Dataset, open_dataset
from retrace.episode import Episode, open_episode
from retrace.errors import RetraceError
from retrace.extras import Extra
from retrace.images import Images
from retrace.judgement import Judgement
from retrace.recipe import Recipe, parse_recipe, read_recipe
from retrace.segments import Segment
from retrace.stamps import Stamps
from retrace.trajectory import Trajectory, trajectories

__all__ = [
    "Dataset",
    "Episode",
    "Extra",
    "Images",
    "Judgement",
    "Recipe",
    "RetraceError",
    "Segment",
    "Stamps",
    "Trajectory",
    "d3rlpy_buffer",
    "open_dataset",
    "open_episode",
    "parse_recipe",
    "read_recipe",
    "trajectories",
]
