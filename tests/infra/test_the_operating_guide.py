"""docs/operating.md names everything that an operator of the stack meets."""

from __future__ import annotations

import json
import re
from pathlib import Path

from infra.telemetry import NAMESPACE
from tests.infra.template import Template

_GUIDE = (Path(__file__).parents[2] / "docs/operating.md").read_text()
_NAMED = set(re.findall(r"`([^`\n]+)`", _GUIDE))
# What CloudFormation puts behind the names of constructs.
_HASH = re.compile(r"[0-9A-F]{8}$")


def table(header: str) -> dict[str, str]:
    """Read the rows under a header of two or more columns: the first cell, and the rest."""
    _, found, rest = _GUIDE.partition(f"| {header} |")
    assert found, header
    rows = re.findall(r"^\| (`.+?) \| (.+) \|$", rest.partition("\n\n")[0], re.MULTILINE)
    return {name: text for cell, text in rows for name in re.findall(r"`([^`]+)`", cell)}


def test_every_parameter_is_told_with_its_default(template: Template) -> None:
    told = table("parameter")
    ours = {n: p for n, p in template.body["Parameters"].items() if n != "BootstrapVersion"}

    assert told.keys() == ours.keys()
    for name, parameter in ours.items():
        assert told[name].split(" | ")[0].strip("`") == str(parameter["Default"] or "empty")


def test_every_output_is_told(template: Template) -> None:
    assert table("output").keys() == set(template.body["Outputs"])


def test_every_alarm_is_told_by_the_name_it_has_in_aws(template: Template) -> None:
    alarms = {_HASH.sub("", id_) for id_ in template.all("CloudWatch::Alarm")}

    assert table("alarm").keys() == alarms


def test_every_queue_of_dead_letters_is_told(template: Template) -> None:
    queues = {_HASH.sub("", id_).removesuffix("Queue") for id_ in template.all("SQS::Queue")}

    assert table("queue").keys() == {name for name in queues if name.endswith("DeadLetters")}


def test_every_count_is_told(template: Template) -> None:
    shown = json.dumps(template.one("CloudWatch::Dashboard")["DashboardBody"])
    on_dashboard = set(re.findall(rf"{NAMESPACE}\W+(\w+)", shown))
    alarmed = {a["MetricName"] for a in template.alarms if a.get("Namespace") == NAMESPACE}

    assert on_dashboard
    assert on_dashboard | alarmed <= _NAMED
