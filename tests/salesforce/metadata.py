"""The folder `salesforce/` as Salesforce reads it: components by type and name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).parents[2] / "salesforce"
NAMESPACE = "{http://soap.sforce.com/2006/04/metadata}"
REFERRAL = "Referral__c"


@dataclass(frozen=True)
class Component:
    """One metadata file. `name` is what the deployment calls it."""

    path: Path
    root: ET.Element

    @property
    def folder(self) -> str:
        """The folder of the project that is deployed as a whole, such as `force-app`."""
        return self.path.relative_to(ROOT).parts[0]

    @property
    def type(self) -> str:
        return self.root.tag.removeprefix(NAMESPACE)

    @property
    def suffix(self) -> str:
        return self.path.name.removesuffix("-meta.xml").rpartition(".")[2]

    @property
    def name(self) -> str:
        own = self.path.name.removesuffix(f".{self.suffix}-meta.xml")
        parts = self.path.parts
        if "objects" not in parts or self.suffix == "object":
            return own
        return f"{parts[parts.index('objects') + 1]}.{own}"

    def text(self, path: str, default: str = "") -> str:
        return self.root.findtext(_qualified(path), default)

    def texts(self, path: str) -> list[str]:
        return [element.text or "" for element in self.root.findall(_qualified(path))]

    def parts(self, name: str) -> Iterator[dict[str, str]]:
        """Yield each repeated part, such as `fieldPermissions`, as its names and texts."""
        for part in self.root.findall(NAMESPACE + name):
            yield {child.tag.removeprefix(NAMESPACE): child.text or "" for child in part}

    def flag(self, path: str) -> bool:
        return self.text(path) == "true"


def _qualified(path: str) -> str:
    return "/".join(NAMESPACE + step for step in path.split("/"))


@cache
def components() -> tuple[Component, ...]:
    paths = sorted(ROOT.rglob("*-meta.xml"))
    return tuple(Component(path, ET.parse(path).getroot()) for path in paths)  # noqa: S314 - ours


def of_type(kind: str) -> dict[str, Component]:
    return {each.name: each for each in components() if each.type == kind}


def within(folder: str, kind: str) -> dict[str, Component]:
    return {name: each for name, each in of_type(kind).items() if each.folder == folder}


def the(kind: str, name: str) -> Component:
    return of_type(kind)[name]


def referral_fields() -> set[str]:
    return {name for name in of_type("CustomField") if name.startswith(f"{REFERRAL}.")}


def fields_named_in(formula: str) -> set[str]:
    """Name the custom fields that a formula reads."""
    return set(re.findall(r"\b[A-Za-z]\w*?__c\b", formula))
