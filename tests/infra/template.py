"""A CloudFormation template, asked in the words of the tests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

Properties = dict[str, Any]


@dataclass(frozen=True)
class Template:
    body: dict[str, Any]

    @classmethod
    def read(cls, path: Path) -> Self:
        return cls(json.loads(path.read_text()))

    def all(self, kind: str) -> dict[str, Properties]:
        """Return the properties of all resources of a kind, such as `SQS::Queue`, by id."""
        return {
            id_: resource.get("Properties", {})
            for id_, resource in self.body["Resources"].items()
            if resource["Type"] == f"AWS::{kind}"
        }

    def one(self, kind: str) -> Properties:
        (found,) = self.all(kind).values()
        return found

    @property
    def functions(self) -> dict[str, Properties]:
        return self.all("Lambda::Function")

    @property
    def modules(self) -> dict[str, Properties]:
        """Our functions by module, such as `workflow.match_contact`."""
        return {
            function["Handler"].removeprefix("functions.").removesuffix(".handler"): function
            for function in self.functions.values()
        }

    @property
    def alarms(self) -> list[Properties]:
        return list(self.all("CloudWatch::Alarm").values())

    def alarmed(self, metric: str) -> set[str]:
        """Return the ids of the resources with an alarm on this metric."""
        return {
            id_
            for alarm in self.alarms
            if alarm.get("MetricName") == metric
            for id_ in mentioned(alarm["Dimensions"])
        }

    def statements(self) -> Iterator[tuple[str, Properties]]:
        """Yield every statement of every identity policy with the policy's id."""
        for id_, policy in self.all("IAM::Policy").items():
            for statement in policy["PolicyDocument"]["Statement"]:
                yield id_, statement

    @property
    def workflow(self) -> dict[str, Any]:
        """The state machine as Step Functions reads it with the default parameters."""
        machine = self.one("StepFunctions::StateMachine")
        text = machine["DefinitionString"]
        for name, value in machine["DefinitionSubstitutions"].items():
            text = text.replace(f"${{{name}}}", self._resolved(value))
        definition: dict[str, Any] = json.loads(text)
        return definition

    def _resolved(self, value: Properties) -> str:
        parameter = self.body["Parameters"].get(value.get("Ref"))
        return str(parameter["Default"]) if parameter else mentioned(value).pop()


def mentioned(value: object) -> set[str]:
    """Return the ids of the resources that a value refers to."""
    text = json.dumps(value)
    return set(re.findall(r'"(?:Ref|Fn::GetAtt)": \[?"(\w+)"', text))


def as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]
