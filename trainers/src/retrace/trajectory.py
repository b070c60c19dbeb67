"""What a recipe makes of episodes: the same arrays, to the last bit, as every export has of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from retrace.episode import Episode, open_episode
from retrace.errors import RetraceError
from retrace.grid import grid_of, interpolate, mean_over_steps, pick_samples
from retrace.images import Images
from retrace.quaternions import quaternions_of
from retrace.recipe import Recipe
from retrace.stamps import Stamps


@dataclass(frozen=True)
class Trajectory:
    """A stretch of an episode: T steps at equal distances, T + 1 observations."""

    episode: Episode
    """With all its rows, as it was recorded."""
    clip: int
    """The number of this stretch among those of its episode."""
    split: str
    """``train`` or ``validation``."""
    outcome: str
    """Of the whole episode, as people judged it."""
    hz: float
    time_ns: np.ndarray
    """(T+1,) int64: since the episode began."""
    state: np.ndarray
    """(T+1, D) float32."""
    action: np.ndarray
    """(T, A) float32."""
    phase: np.ndarray
    """(T+1,) str."""
    attempt: np.ndarray
    """(T+1,) int16."""
    reward: np.ndarray
    """(T,) float32."""
    discount: np.ndarray
    """(T,) float32: by how long each step lasts."""
    is_terminated: bool
    """Of the last step, which is truncated otherwise; no other step has either flag."""
    image_rows: dict[str, np.ndarray]
    """By camera: (T+1,) int64, the row of ``episode`` whose picture each instant shows."""

    def images(self, camera: str) -> Images:
        """The T + 1 pictures of a camera, as they were recorded, decoded as they are indexed."""
        return self.episode.images(camera).take(self.image_rows[camera])


def trajectories(episodes: Iterable[Episode], recipe: Recipe) -> Iterator[Trajectory]:
    """What a recipe makes of episodes: none of one that it leaves out, several where it keeps stretches apart.

    Raises:
        RetraceError: the recipe names a camera or stream that an episode does not have.
    """
    for episode in episodes:
        if is_taken(episode, recipe):
            yield from _trajectories_of(episode, recipe)


def is_taken(episode: Episode, recipe: Recipe) -> bool:
    """Whether a recipe's filter lets an episode through. Rejected ones never are."""
    wanted = recipe.filter
    verdict = episode.judgement.verdict
    return (
        verdict != "reject"
        and (wanted["verdict"] != "accepted" or verdict == "accept")
        and (wanted["outcomes"] is None or episode.outcome in wanted["outcomes"])
        and (wanted["protocols"] is None or episode.protocol in wanted["protocols"])
        and set(wanted["phases"] or ()) <= {segment.phase for segment in episode.segments}
    )


def _trajectories_of(judged: Episode, recipe: Recipe) -> Iterator[Trajectory]:
    # Samples from just outside a trim may be the nearest to an instant within it.
    whole = open_episode(judged.path)
    cameras = _cameras_of(whole, recipe)
    streams = [name for name in whole.stamps if name in cameras or name not in whole.cameras]
    last_step = judged.start_row + len(judged)
    clip = 0
    for masked_start, end in _masked_clips(judged, recipe):
        start = _first_row_with_all(whole, streams, masked_start, end)
        if recipe.trim_idle is not None:
            start, end_moving = _without_idle(whole.observation_state, start, end, recipe.trim_idle["leastMove"])
        else:
            end_moving = end
        if start >= end_moving:
            continue
        is_terminated = end == last_step and judged.ends_in_success
        trajectory = _trajectory(judged, whole, recipe, cameras, start, end_moving, is_terminated, clip)
        if trajectory is not None:
            clip += 1
            yield trajectory


def _cameras_of(episode: Episode, recipe: Recipe) -> list[str]:
    known = episode.cameras
    named = [*(recipe.cameras or ())]
    unknown = [name for name in named if name not in known]
    unknown += [name for name in recipe.latency_ms if name not in (*known, "state", "action")]
    if unknown:
        raise RetraceError(
            f"the recipe names {unknown[0]!r}; the episode's cameras are {', '.join(known) or 'none'} ({episode.path})"
        )
    return [name for name in known if recipe.cameras is None or name in named]


def _masked_clips(episode: Episode, recipe: Recipe) -> list[tuple[int, int]]:
    """Steps ``[start, end)`` in rows of the whole episode; segments that touch become one."""
    mask = recipe.mask
    if mask["keep"] == "everything":
        return [(episode.start_row, episode.start_row + len(episode))]
    clips: list[tuple[int, int]] = []
    for segment in episode.segments:
        meaning = segment.phase if mask["keep"] == "phases" else episode.intents.get(segment.phase)
        if meaning not in mask[mask["keep"]]:
            continue
        start, end = segment.start_step + episode.start_row, segment.end_step + episode.start_row
        if clips and clips[-1][1] == start:
            clips[-1] = (clips[-1][0], end)
        else:
            clips.append((start, end))
    return clips


def _first_row_with_all(episode: Episode, streams: list[str], start: int, end: int) -> int:
    has_all = np.all([episode.stamps[name].is_present[start:end] for name in streams], axis=0)
    return start + int(np.argmax(has_all)) if has_all.any() else end


def _without_idle(state: np.ndarray, first: int, last: int, least_move: float) -> tuple[int, int]:
    """Without the begin and end in which nothing is further than this from where it was first or last."""
    exact = state.astype(np.float64)
    start, end = first, last
    while start < last and not np.any(np.abs(exact[start + 1] - exact[first]) > least_move):
        start += 1
    while end > start and not np.any(np.abs(exact[end - 1] - exact[last]) > least_move):
        end -= 1
    return start, end


def _trajectory(
    judged: Episode,
    whole: Episode,
    recipe: Recipe,
    cameras: list[str],
    start: int,
    end: int,
    is_terminated: bool,
    clip: int,
) -> Trajectory | None:
    method = recipe.resample["method"]
    hz = recipe.resample["hz"] or whole.manifest["head"]["stepHz"]
    row_ns = whole.time_ns.astype(np.float64)
    instants_ns = grid_of(row_ns[start], row_ns[end], hz)
    steps = len(instants_ns) - 1
    if steps == 0:
        return None
    state_ns = _state_times(whole, row_ns, recipe.latency_ms.get("state"))
    action_ns = row_ns[:-1] + 1e6 * recipe.latency_ms.get("action", 0)
    if method == "interpolated":
        quaternions = quaternions_of(whole.manifest["head"])
        state = interpolate(whole.observation_state, state_ns, instants_ns, quaternions)
        action = mean_over_steps(whole.action, action_ns, instants_ns)
    else:
        state = whole.observation_state[pick_samples(state_ns, instants_ns, method)]
        action = whole.action[pick_samples(action_ns, instants_ns[:-1], method)]
    phase, attempt = _phases_at(judged, row_ns[:end], instants_ns)
    return Trajectory(
        episode=whole,
        clip=clip,
        split=_split_of(whole.manifest["head"]["sessionId"], recipe),
        outcome=judged.outcome,
        hz=hz,
        time_ns=instants_ns.astype(np.int64),
        state=state,
        action=action,
        phase=phase,
        attempt=attempt,
        reward=_rewards(steps, is_terminated, recipe, judged),
        discount=_discounts(instants_ns, recipe),
        is_terminated=is_terminated,
        image_rows={name: _picture_rows(whole.stamps[name], name, row_ns, instants_ns, recipe) for name in cameras},
    )


def _state_times(episode: Episode, row_ns: np.ndarray, latency_ms: float | None) -> np.ndarray:
    """When the state of each row was measured: by the newest of its streams' stamps where a latency is known."""
    if latency_ms is None:
        return row_ns
    stamps = [stamps for name, stamps in episode.stamps.items() if name not in episode.cameras]
    newest = np.max([np.where(s.is_present, s.stamp_ns, -np.inf) for s in stamps], axis=0)
    return np.maximum.accumulate(np.where(np.isinf(newest), row_ns, newest) - 1e6 * latency_ms)


def _picture_rows(
    stamps: Stamps, camera: str, row_ns: np.ndarray, instants_ns: np.ndarray, recipe: Recipe
) -> np.ndarray:
    sample_ns = row_ns
    if camera in recipe.latency_ms:
        latency_ns = np.floor(1e6 * recipe.latency_ms[camera] + 0.5)
        sample_ns = np.maximum.accumulate(stamps.stamp_ns.astype(np.float64) - latency_ns)
    rows = pick_samples(sample_ns, instants_ns, recipe.resample["method"])
    # Rows from before its first picture have none to show.
    return np.maximum(rows, np.argmax(stamps.is_present))


def _phases_at(judged: Episode, step_ns: np.ndarray, instants_ns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The phase and attempt of each instant; the final observation belongs to the step before it."""
    segments = judged.segments
    steps = pick_samples(step_ns, instants_ns[:-1], "nearest") - judged.start_row
    found = [
        next((s for s in segments if s.start_step <= step < s.end_step), segments[-1] if segments else None)
        for step in steps
    ]
    found.append(found[-1])
    phase = np.array(["" if segment is None else segment.phase for segment in found])
    attempt = np.array([0 if segment is None else segment.attempt for segment in found], np.int16)
    return phase, attempt


def _rewards(steps: int, is_success: bool, recipe: Recipe, episode: Episode) -> np.ndarray:
    kind = recipe.reward["kind"]
    rewards = np.full(steps, -1 if kind == "minus-one-per-step" else 0, np.float32)
    if is_success:
        success = {"minus-one-per-step": 0, "sparse": recipe.reward.get("success"), "protocol": episode.success_reward}
        rewards[-1] = success[kind]
    return rewards


def _discounts(instants_ns: np.ndarray, recipe: Recipe) -> np.ndarray:
    duration_ms = np.diff(instants_ns) / 1e6
    return np.power(float(recipe.discount["gamma"]), duration_ms / recipe.discount["everyMs"]).astype(np.float32)


def _split_of(session_id: str, recipe: Recipe) -> str:
    """By a hash of the session's id, so that sessions added later never move the others."""
    if recipe.split is None:
        return "train"
    digest = hashlib.sha256(f"{recipe.split.get('seed', 0)}/{session_id}".encode()).digest()
    share = int.from_bytes(digest[:4], "big") / 2**32
    return "validation" if share < recipe.split["validation"] else "train"
