"""Steps a second that one core reads, in batches at random: decoded, from the cache, by LeRobot's loader."""

import json
import sys
import time
from pathlib import Path
from statistics import median

import torch
from lerobot.datasets.lerobot_dataset import LeRobotDataset
from retrace_train.pictures import LazyPictures, cached_pictures
from retrace_train.transitions import Transitions

from retrace import open_dataset

BATCH = 64
ROUNDS = 5
ROUND_S = 1.0

SIZE_PX = 64

torch.set_num_threads(1)
small_path, twin_path, large_path = map(Path, sys.argv[1:])


def observations(dataset, pictures):
    """State, pictures and action of steps; learners that look one step ahead read as many again."""
    data = Transitions(list(dataset), pictures, gamma=0.99, mask="everything")
    return len(data), lambda indices: (data.state[data.row[indices]], pictures[data.row[indices]], data.action[indices])


def lerobot():
    twin = LeRobotDataset("retrace/bench", root=twin_path)
    return len(twin), lambda indices: torch.utils.data.default_collate([twin[int(i)] for i in indices])


def steps_per_s(length, read):
    steps, begin = 0, time.process_time()
    while time.process_time() - begin < ROUND_S:
        read(torch.randint(length, (BATCH,)))
        steps += BATCH
    return steps / (time.process_time() - begin)


small, large = (open_dataset(path, version="v1") for path in (small_path, large_path))
cameras = small[0].cameras
loaders = {
    "decoded": observations(small, LazyPictures(small, cameras, SIZE_PX)),
    "lerobot": lerobot(),
    "decodedLarge": observations(large, LazyPictures(large, cameras, SIZE_PX)),
    "cached": observations(large, cached_pictures(large, cameras, SIZE_PX, Path(large_path / "cache"))),
}
rounds = [{name: steps_per_s(*loader) for name, loader in loaders.items()} for _ in range(1 + ROUNDS)][1:]
result = {f"{name}PerS": median(speeds[name] for speeds in rounds) for name in loaders}
result["cachedRatio"] = median(speeds["cached"] / speeds["decodedLarge"] for speeds in rounds)
result["lerobotRatio"] = median(speeds["decoded"] / speeds["lerobot"] for speeds in rounds)
print(json.dumps(result))
