from typing import Any

import pytest

import retrace


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ({"reward": {"kind": "sparse", "sucess": 1}}, "reward.success: it is missing"),
        ({"reward": {"kind": "sparse", "success": True}}, "reward.success: expected a number, found True"),
        ({"reward": {"kind": "protocol", "success": 1}}, "reward.success: a recipe has no such field"),
        ({"mask": {"keep": "intents"}}, "mask.intents: it is missing"),
        ({"mask": {"keep": "intents", "intents": ["win"]}}, "mask.intents: expected 'succeed', 'fail'"),
        ({"mask": {"keep": "phases", "phases": []}}, "mask.phases: expected one text or more"),
        ({"mask": "everything"}, "mask: expected a JSON object, found str"),
        ({"discount": {"gamma": 0.9}}, "discount.everyMs: it is missing"),
        ({"trimIdle": {}}, "trimIdle.leastMove: it is missing"),
        ({"split": {"validation": "half"}}, "split.validation: expected a number, found 'half'"),
        ({"filter": None}, "filter: expected a JSON object, found NoneType"),
        ({"resample": {"rate": 10}}, "resample.rate: a recipe has no such field"),
    ],
)
def test_what_a_recipe_has_wrong_is_named_with_its_place(part: dict[str, Any], reason: str) -> None:
    with pytest.raises(retrace.RetraceError) as raised:
        retrace.parse_recipe({"format": 1, "name": "mine", **part}, "mine.json")
    assert str(raised.value).startswith(reason)
    assert str(raised.value).endswith("(mine.json)")


def test_a_recipe_says_only_what_it_wants_otherwise() -> None:
    recipe = retrace.parse_recipe({"format": 1, "name": "mine", "split": {"validation": 0.1}})
    assert recipe.mask == {"keep": "everything"}
    assert recipe.reward == {"kind": "protocol"}
    assert recipe.discount == {"gamma": 0.99, "everyMs": 100}
    assert recipe.split == {"validation": 0.1, "seed": 0}
    assert recipe.trim_idle is None
