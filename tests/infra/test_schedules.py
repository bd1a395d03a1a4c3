"""What the clock wakes, and how often."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from local.hub import _local_parameters
from tests.architecture.code import ROOT
from tests.infra.template import Template, mentioned


def rates(template: Template) -> dict[str, object]:
    """The rate of each function that is woken, by the beginning of its rule's name."""
    rules = template.all("Events::Rule").items()
    return {id_: r["ScheduleExpression"] for id_, r in rules if "ScheduleExpression" in r}


def test_partners_are_asked_every_minute_and_the_rest_every_five(template: Template) -> None:
    parameters = template.body["Parameters"]

    woken_by = {
        name: {p for p in mentioned(rate) if p in parameters}
        for name, rate in rates(template).items()
    }

    assert parameters["PollMinutes"]["Default"] == 1
    assert parameters["WatchMinutes"]["Default"] == 5
    assert sorted((name.removeprefix("Schedules")[:7], *by) for name, by in woken_by.items()) == [
        ("KeepBoo", "WatchMinutes"),
        ("PollCrm", "WatchMinutes"),
        ("PollPar", "PollMinutes"),
        ("WatchDe", "WatchMinutes"),
    ]


def test_one_minute_is_written_in_the_singular(template: Template) -> None:
    (rate,) = (rate for name, rate in rates(template).items() if "PollPartner" in name)
    conditions = template.body["Conditions"]

    (choice,) = (part["Fn::If"] for part in rate["Fn::Join"][1] if "Fn::If" in part)

    assert choice[1:] == ["minute", "minutes"]
    assert conditions[choice[0]] == {"Fn::Equals": [{"Ref": "PollMinutes"}, "1"]}


@pytest.mark.parametrize(
    ("guide", "sentence"),
    [
        ("operating.md", r"^\| `PollMinutes` \| 1 \| .*, and 2 by `make run`"),
        ("feeds.md", r"`PollMinutes`, which is one \(two on a laptop, by `make run`\)"),
        ("connect-aws.md", r"^\| `PollMinutes` \| .*; 1 \|$"),
        ("connect-microsoft.md", r"`PollMinutes`, which is one"),
    ],
)
def test_the_guides_say_how_often_partners_are_asked(
    template: Template, guide: str, sentence: str
) -> None:
    default = template.body["Parameters"]["PollMinutes"]["Default"]

    assert (default, _local_parameters(defaultdict(str))["PollMinutes"]) == (1, "2")
    assert re.search(sentence, (ROOT / "docs" / guide).read_text(), re.MULTILINE)
