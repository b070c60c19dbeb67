import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch", reason="learning needs the extra `rl`: pip install './trainers[rl]'")
onnx = pytest.importorskip("onnx", reason="learning needs the extra `rl`: pip install './trainers[rl]'")

import onnx.reference  # noqa: E402

import retrace  # noqa: E402
import retrace_train.transitions as transitions_module  # noqa: E402
from retrace_train.learners import LEARNERS, Settings  # noqa: E402
from retrace_train.networks import Sizes, shift_pictures  # noqa: E402
from retrace_train.pictures import LazyPictures, cached_pictures  # noqa: E402
from retrace_train.training import Place, Run, train  # noqa: E402
from retrace_train.transitions import Batch, Transitions, _gripper_decisions  # noqa: E402
from retrace_train.values import area_under_curve, value_rows  # noqa: E402

SIZE = 16


@pytest.fixture
def episodes(built: retrace.Dataset) -> list[retrace.Episode]:
    return list(built)


@pytest.fixture
def transitions(built: retrace.Dataset, episodes: list[retrace.Episode]) -> Transitions:
    return Transitions(
        episodes, LazyPictures(built, ["front"], SIZE), gamma=0.9, n_step=3, mask="everything"
    )


def test_pictures_are_as_the_reader_decodes_them(built: retrace.Dataset, episodes: list[retrace.Episode]) -> None:
    pictures = LazyPictures(built, ["wrist"], 16)
    for row, image in enumerate(episodes[0].images("wrist")):
        small = np.asarray(Image.fromarray(image).resize((16, 16), Image.Resampling.BOX))
        np.testing.assert_array_equal(pictures.row(row)[0], small)


def test_n_steps_and_returns_follow_their_definition(episodes: list[retrace.Episode], transitions: Transitions) -> None:
    first = 0
    for episode in episodes:
        gammas = 0.9 ** (np.diff(episode.time_ns) / 1e8) * ~episode.terminated
        steps = len(episode)
        for step in range(steps):
            until = min(step + 3, steps)
            expected = sum(episode.reward[k] * np.prod(gammas[step:k]) for k in range(step, until))
            to_go = sum(episode.reward[k] * np.prod(gammas[step:k]) for k in range(step, steps))
            batch = transitions.batch(torch.tensor([first + step]))
            assert batch.reward.item() == pytest.approx(expected, abs=1e-6)
            assert batch.discount.item() == pytest.approx(np.prod(gammas[step:until]), abs=1e-6)
            assert batch.return_to_go.item() == pytest.approx(to_go, abs=1e-6)
            assert np.array_equal(batch.next_state[0].numpy(), episode.observation_state[until])
            assert np.array_equal(batch.state[0].numpy(), episode.observation_state[step])
            assert np.array_equal(batch.action[0, 0].numpy(), episode.action[step])
        first += steps
    assert first == len(transitions)


def test_a_chunk_is_the_actions_to_come_and_ends_with_its_episode(
    built: retrace.Dataset, episodes: list[retrace.Episode]
) -> None:
    data = Transitions(episodes, LazyPictures(built, ["front"], SIZE), gamma=0.9, chunk=4, mask="everything")
    first = 0
    for episode in episodes:
        steps = len(episode)
        batch = data.batch(torch.arange(first, first + steps))
        for step in range(steps):
            expected = [episode.action[min(step + ahead, steps - 1)] for ahead in range(4)]
            assert np.array_equal(batch.action[step].numpy(), expected)
        first += steps


def test_a_mask_keeps_the_phases_that_it_names(built: retrace.Dataset, episodes: list[retrace.Episode]) -> None:
    data = Transitions(episodes, LazyPictures(built, ["front"], SIZE), gamma=0.9, mask="success-only")
    wanted = [
        (episode.observation_state[step], episode.action[step])
        for episode in episodes
        if episode.outcome == "success"
        for step in range(len(episode))
        if episode.phase[step] == "success"
    ]
    assert 0 < len(data) == len(wanted) < sum(len(episode) for episode in episodes)
    batch = data.batch(torch.arange(len(data)))
    assert np.array_equal(batch.state.numpy(), [state for state, _ in wanted])
    assert np.array_equal(batch.action[:, 0].numpy(), [action for _, action in wanted])


def test_a_chunk_ends_where_the_mask_ends_what_it_keeps(
    built: retrace.Dataset, episodes: list[retrace.Episode], monkeypatch: pytest.MonkeyPatch
) -> None:
    # As of two tries: the way back from the first, then all of the second's but its failure.
    monkeypatch.setattr(
        transitions_module, "_kept_steps", lambda episode, _: np.isin(np.arange(len(episode)), [2, 3, 4, 7, 8])
    )
    data = Transitions(episodes, LazyPictures(built, ["front"], SIZE), gamma=0.9, chunk=3, mask="success-only")
    batch = data.batch(torch.arange(10))
    for at, episode in enumerate(episodes[:2]):
        rows = [[2, 3, 4], [3, 4, 4], [4, 4, 4], [7, 8, 8], [8, 8, 8]]
        assert np.array_equal(batch.action[5 * at : 5 * at + 5].numpy(), episode.action[rows])


def test_every_other_episode_is_one_of_those_that_are_learnt_from(
    built: retrace.Dataset, episodes: list[retrace.Episode]
) -> None:
    data = Transitions(episodes, LazyPictures(built, ["front"], SIZE), gamma=0.9, mask="success-only")
    numbers = data.batch(torch.arange(len(data))).episode.unique()
    assert numbers.tolist() == list(range(sum(episode.outcome == "success" for episode in episodes)))


def test_pictures_are_the_same_from_the_cache(built: retrace.Dataset, tmp_path: Path) -> None:
    lazy = LazyPictures(built, ["wrist", "front"], SIZE)
    cached = cached_pictures(built, ["wrist", "front"], SIZE, tmp_path)
    rows = torch.tensor([0, 7, 41, lazy.shape[0] - 1])
    assert torch.equal(cached[rows], lazy[rows])
    assert len(list(tmp_path.iterdir())) == 1
    full = next(iter(built)).images("wrist")[7].reshape(SIZE, 48 // SIZE, SIZE, 64 // SIZE, 3).mean((1, 3))
    assert np.abs(cached[7, 0].numpy() - full).max() <= 1


def test_a_gripper_is_learnt_as_it_was_decided_and_not_as_limits_let_it_move() -> None:
    sent = np.array([0.08, 0.08, 0.077, 0.06, 0.02, 0.0, 0.0, 0.01, 0.05, 0.08, 0.08], np.float32)
    decisions = _gripper_decisions(sent, 0.08, 0.0)
    assert decisions.tolist() == pytest.approx([0.08, 0.08, 0, 0, 0, 0, 0, 0.08, 0.08, 0.08, 0.08])
    # A gripper that was stopped half open keeps what was decided last; 1 may mean closed.
    half = _gripper_decisions(np.array([0.1, 0.5, 0.5, 0.5], np.float32), 0.0, 1.0)
    assert half.tolist() == [1, 1, 1, 1]


def test_a_data_loader_takes_whole_batches(transitions: Transitions) -> None:
    loader = torch.utils.data.DataLoader(transitions, batch_size=8, collate_fn=lambda batch: batch)
    batches = list(loader)
    assert isinstance(batches[0], Batch)
    assert sum(len(batch.reward) for batch in batches) == len(transitions)


def test_a_shift_moves_pictures_and_repeats_their_edge() -> None:
    torch.manual_seed(0)
    column = torch.arange(8, dtype=torch.uint8)
    pictures = column.view(1, 1, 1, 8, 1).expand(64, 2, 8, 8, 3)
    moved = shift_pictures(pictures, 2)
    assert moved.shape == pictures.shape
    seen = {tuple(row.tolist()) for row in moved[..., 0].reshape(-1, 8)}
    expected = {tuple(np.clip(np.arange(8) + by, 0, 7).tolist()) for by in range(-2, 3)}
    assert seen == expected
    assert torch.equal(shift_pictures(pictures, 0), pictures)


@pytest.mark.parametrize("algorithm", ["bc", "awr", "awac", "iql", "cql"])
def test_reinforcement_learning_prefers_what_is_rewarded_and_cloning_does_not(algorithm: str) -> None:
    """Half of the recorded actions go up and are rewarded, half go down and are not."""
    torch.manual_seed(1)
    sizes = Sizes(state=1, action=1, cameras=0, picture_px=SIZE, hidden=32, channels=2)
    settings = Settings(learning_rate=3e-3, beta=8.0, temperature=0.1, conservatism=0.1)
    learner = LEARNERS[algorithm](sizes, settings)
    learner.begin()
    # CQL's temperature first has to fall from 1.
    for _ in range(500 if algorithm == "cql" else 150):
        action = torch.where(torch.rand(128, 1) < 0.5, 0.5, -0.5) + 0.02 * torch.randn(128, 1)
        state, none = torch.zeros(128, 1), torch.zeros(128, 0, SIZE, SIZE, 3, dtype=torch.uint8)
        reward = (action[:, 0] > 0).float()
        episode = torch.arange(128)
        learner.update(Batch(state, none, action[:, None], reward, torch.zeros(128), state, none, reward, episode))
    mean = learner.policy.mean(state[:1], none[:1]).item()
    if algorithm == "bc":
        assert abs(mean) < 0.15
    else:
        assert mean > 0.3


def test_a_policy_that_leaves_does_not_hang_on_the_last_steps() -> None:
    torch.manual_seed(1)
    sizes = Sizes(state=1, action=1, cameras=0, picture_px=SIZE, hidden=32, channels=2)
    learner = LEARNERS["bc"](sizes, Settings(learning_rate=1e-2))
    learner.begin()
    state, none, nothing = torch.ones(8, 1), torch.zeros(8, 0, SIZE, SIZE, 3, dtype=torch.uint8), torch.zeros(8)
    for action, steps in ((-1.0, 1000), (1.0, 30)):
        for _ in range(steps):
            actions = torch.full((8, 1, 1), action)
            learner.update(Batch(state, none, actions, nothing, nothing, state, none, nothing, nothing))
    assert learner.policy.mean(state[:1], none[:1]).item() > 0.5
    assert learner.averaged_policy.mean(state[:1], none[:1]).item() < -0.5


def test_an_episode_is_judged_by_values_that_have_not_learnt_it() -> None:
    """Even episodes are rewarded and odd ones are not, at the same state: each half expects what it saw."""
    torch.manual_seed(1)
    sizes = Sizes(state=1, action=1, cameras=0, picture_px=SIZE, hidden=32, channels=2)
    learner = LEARNERS["awr"](sizes, Settings(learning_rate=3e-3, expectile=0.5))
    learner.begin()
    state, none = torch.zeros(64, 1), torch.zeros(64, 0, SIZE, SIZE, 3, dtype=torch.uint8)
    episode = torch.arange(64)
    reward = (episode % 2 == 0).float()
    for _ in range(150):
        learner.update(Batch(state, none, torch.rand(64, 1, 1), reward, torch.zeros(64), state, none, reward, episode))
    learnt_even, learnt_odd = (v(state[:1], none[:1]).item() for v in learner.values)
    assert learnt_even == pytest.approx(1, abs=0.05)
    assert learnt_odd == pytest.approx(0, abs=0.05)


def small_run(built_path: Path, algorithm: str = "iql", steps: int = 6) -> Run:
    settings = Settings(batch_size=8, n_step=3, chunk=3)
    return Run(algorithm, str(built_path), None, picture_px=SIZE, steps=steps, hidden=16, channels=4, settings=settings)


def place(folder: Path, name: str) -> Place:
    return Place(folder / name, folder / "cache", log_every=1, save_every=3, shows_progress=False)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("algorithm", ["iql", "cql"])
def test_an_interrupted_run_comes_to_the_same(built_path: Path, tmp_path: Path, algorithm: str) -> None:
    run = small_run(built_path, algorithm)
    train(run, place(tmp_path, "whole"))
    train(replace(run, steps=3), place(tmp_path, "parts"))
    train(run, place(tmp_path, "parts"))
    whole = torch.load(tmp_path / "whole/checkpoint.pt")
    parts = torch.load(tmp_path / "parts/checkpoint.pt")
    for name, value in whole["networks"].items():
        assert torch.equal(value, parts["networks"][name]), name
    steps = [line.split(",")[0] for line in (tmp_path / "parts/metrics.csv").read_text().splitlines()]
    assert steps == ["step", "1", "2", "3", "4", "5", "6"]
    with pytest.raises(retrace.RetraceError, match="other settings"):
        train(replace(run, seed=1), place(tmp_path, "parts"))
    # The same settings, with an episode less.
    fewer = tmp_path / "fewer"
    shutil.copytree(built_path, fewer)
    shutil.rmtree(fewer / "episodes" / next(e.id for e in retrace.open_dataset(fewer) if e.outcome == "success"))
    with pytest.raises(retrace.RetraceError, match="other episodes"):
        train(replace(run, dataset=str(fewer)), place(tmp_path, "parts"))


def test_judging_by_other_episodes_takes_two(built_path: Path, episodes: list[retrace.Episode], tmp_path: Path) -> None:
    success = next(episode for episode in episodes if episode.outcome == "success")
    one = tmp_path / "one"
    one.mkdir()
    shutil.copy(built_path / "dataset.json", one)
    shutil.copytree(success.path, one / "episodes" / success.id)
    with pytest.raises(retrace.RetraceError, match="awr learns from 2 episodes or more, and here is 1"):
        train(small_run(one, "awr"), place(tmp_path, "run"))


@pytest.mark.filterwarnings("ignore")
def test_a_policy_as_onnx_does_what_the_network_does(built_path: Path, episodes: list[retrace.Episode], tmp_path: Path) -> None:
    path = train(small_run(built_path), place(tmp_path, "run"))
    model = onnx.load(path)
    description = json.loads(next(p.value for p in model.metadata_props if p.key == "retrace"))
    assert description["observation"]["state"] == episodes[0].state_names
    assert [camera["name"] for camera in description["observation"]["cameras"]] == episodes[0].cameras
    assert description["action"]["names"] == episodes[0].action_names
    assert description["action"]["chunk"] == 3

    from retrace_train.training import load_learner

    _, learner = load_learner(tmp_path / "run")
    state = torch.from_numpy(episodes[0].observation_state[:1])
    pictures = torch.randint(0, 256, (1, 2, SIZE, SIZE, 3), dtype=torch.uint8)
    with torch.no_grad():
        scaled = learner.averaged_policy.mean(learner.scales.state(state), pictures)
        expected = learner.scales.command(scaled).numpy()
    evaluator = onnx.reference.ReferenceEvaluator(model)
    (action,) = evaluator.run(None, {"state": state.numpy(), "pictures": pictures.numpy()})
    assert action == pytest.approx(expected, abs=1e-5)


@pytest.mark.filterwarnings("ignore")
def test_values_cover_every_step_and_cloning_has_none(
    built_path: Path, episodes: list[retrace.Episode], tmp_path: Path
) -> None:
    train(small_run(built_path, steps=1), place(tmp_path, "iql"))
    rows = value_rows(tmp_path / "iql", built_path, None, "cpu")
    ended = [episode for episode in episodes if episode.outcome != "aborted"]
    assert [row["phase"] for row in rows] == [p for episode in ended for p in episode.phase[:-1]]
    ends = {episode.id: episode.reward.sum() for episode in ended}
    assert all((row["return_to_go"] > 0) == (ends[row["episode"]] > 0) for row in rows)
    train(small_run(built_path, "bc", steps=1), place(tmp_path, "bc"))
    with pytest.raises(retrace.RetraceError, match="learns no values"):
        value_rows(tmp_path / "bc", built_path, None, "cpu")


def test_area_under_curve_counts_pairs() -> None:
    good, bad = np.array([3.0, 1.0, 2.0]), np.array([0.0, 1.0])
    pairs = [(g > b) + 0.5 * (g == b) for g in good for b in bad]
    assert area_under_curve(good, bad) == pytest.approx(np.mean(pairs))
