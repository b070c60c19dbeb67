"""``retrace-train bc|awr|awac|iql|cql``: a version of a dataset in, a policy out."""

from __future__ import annotations

import argparse
import sys
from dataclasses import fields
from pathlib import Path

import torch

from retrace import RetraceError
from retrace_train.learners import LEARNERS, Settings
from retrace_train.training import Place, Run, train
from retrace_train.transitions import MASKS

HELP = {
    "gamma": "discount of 100 ms",
    "chunk": "actions decided at once",
    "n_step": "rewards summed before bootstrapping",
    "shift_px": "random shift of pictures; 0 for none",
    "tau": "how fast target networks follow",
    "expectile": "IQL and AWR: of the value",
    "beta": "IQL and AWR: how much a better action counts",
    "temperature": "AWAC: lambda",
    "largest_weight": "of a step, where advantages weigh",
    "conservatism": "CQL: alpha",
}


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    run = Run(
        algorithm=options.algorithm,
        dataset=str(options.dataset),
        version=options.version,
        mask=options.mask,
        cameras=tuple(options.camera or ()),
        picture_px=options.picture_px,
        steps=options.steps,
        seed=options.seed,
        hidden=options.hidden,
        channels=options.channels,
        settings=Settings(**{f.name: getattr(options, f.name) for f in fields(Settings)}),
    )
    device = options.device or ("cuda" if torch.cuda.is_available() else "cpu")
    place = Place(
        out=options.out,
        cache=options.cache,
        device=device,
        log_every=options.log_every,
        save_every=options.save_every,
        shows_progress=sys.stderr.isatty(),
    )
    try:
        print(train(run, place))
    except RetraceError as error:
        print(f"retrace-train: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"Interrupted; the same command goes on from the last checkpoint ({place.out})", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="retrace-train", description="Learn a policy from recorded episodes.")
    add = parser.add_argument
    add("algorithm", choices=LEARNERS)
    add("--dataset", type=Path, required=True, help="folder of the dataset")
    add("--version", help="frozen version of it; without one, all its episodes as they are labelled today")
    add("--out", type=Path, required=True, help="folder of the run; an interrupted one goes on")
    add("--mask", choices=MASKS, default="everything", help="steps to learn from")
    add("--camera", action="append", help="to look through; may be given several times (default: all)")
    add("--picture-px", type=int, default=64, help="side of the pictures")
    add("--steps", type=int, default=20_000, help="of gradients")
    add("--seed", type=int, default=0)
    add("--hidden", type=int, default=256, help="width of layers")
    add("--channels", type=int, default=32, help="of convolutions")
    add("--device", help="default: cuda where there is one")
    add("--cache", type=Path, default=Path.home() / ".cache/retrace", help="for small pictures")
    add("--log-every", type=int, default=100)
    add("--save-every", type=int, default=1000)
    for setting in fields(Settings):
        kind = int if setting.type == "int" else float
        flag = f"--{setting.name.replace('_', '-')}"
        add(flag, type=kind, default=setting.default, help=HELP.get(setting.name))
    return parser


if __name__ == "__main__":
    sys.exit(main())
