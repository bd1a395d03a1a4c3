"""How one field is filled from a record, as an admin says it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from referral_hub.domain.expressions.values import MAX_LENGTH
from referral_hub.domain.referrals.deal_fields import ConflictRule
from referral_hub.domain.shapes import Frozen

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
# No control characters but, in templates, line breaks and tabs.
_TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"
_LINE = r"^[^\x00-\x1f\x7f-\x9f]*$"

# What a partner's form calls a field, such as "customer.company_name".
FormName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,119}$")]
FieldName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,79}$")]
Template = Annotated[str, StringConstraints(pattern=_TEXT, max_length=500)]
Expression = Annotated[str, StringConstraints(pattern=_LINE, max_length=MAX_LENGTH)]
Option = Annotated[str, StringConstraints(pattern=_LINE, max_length=255)]


class Unmapped(StrEnum):
    """What becomes of a value that a value map does not list."""

    PASS_ON = "pass_on"  # noqa: S105 (what becomes of a value)
    DEFAULT = "default"
    PROBLEM = "problem"


class Sync(StrEnum):
    """
    Which way a field goes after the record is created.

    `once` goes no way any more. `to_crm` is written again whenever the hub has another value for
    it; what the CRM has of `from_crm`, which the hub never writes, comes back; `both` goes to and
    fro.
    """

    ONCE = "once"
    TO_CRM = "to_crm"
    FROM_CRM = "from_crm"
    BOTH = "both"


class ValueSource(Frozen):
    """
    Where a value comes from: a template, or an expression.

    A template is text with paths in braces, such as "{customer.company_name}: {title}"; without
    paths it is a constant.
    """

    template: Template = ""
    expression: Expression = ""

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if self.template and self.expression:
            raise ValueError("give either `template` or `expression`")
        return self

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths that the template names, in order."""
        return tuple(_PLACEHOLDER.findall(self.template))

    @property
    def constant(self) -> str:
        """The text that it always gives; empty when it depends on the record."""
        return "" if self.expression or self.paths else self.template.strip()

    @property
    def only_path(self) -> str:
        """The path that the template is, and nothing else; a value can go back to it."""
        path = self.paths[0] if len(self.paths) == 1 else ""
        return path if path and self.template == f"{{{path}}}" else ""

    def rendered(self, values: Mapping[str, str]) -> str:
        """Put the values in; what somebody wrote is never read as a template."""
        return _PLACEHOLDER.sub(lambda path: values.get(path[1], ""), self.template).strip()


class Filling(ValueSource):
    """
    How one field is filled: the source, then while there is no value each of `fallbacks`, then
    `default`.

    `when` is a condition: of several mappings of one field, the first whose condition holds counts.
    `values` turns the words that were told into those of the target. Text longer than `cut`
    characters is cut; 0 never cuts.
    """

    target: FormName
    fallbacks: tuple[ValueSource, ...] = Field(default=(), max_length=5)
    default: Template = ""
    values: Annotated[Mapping[Option, Option], Field(max_length=500)] = {}
    unmapped: Unmapped = Unmapped.PASS_ON
    when: Expression = ""
    cut: int = Field(default=0, ge=0, le=100_000)

    @property
    def sources(self) -> tuple[tuple[str, ValueSource], ...]:
        """The rungs of the ladder by their place in the mapping, the first one first."""
        rungs = (("", self), *((f"fallbacks.{i}.", s) for i, s in enumerate(self.fallbacks)))
        return tuple((place + _kind(source), source) for place, source in rungs if _kind(source))

    @property
    def work(self) -> int:
        """How many characters of expressions it may take to fill the field."""
        return len(self.when) + sum(len(source.expression) for _, source in self.sources)

    def reads(self, path: str) -> bool:
        """Tell whether its value may depend on what is told there."""
        named = re.compile(rf"(?<![\w.]){re.escape(path)}(?![\w.])")
        texts = (self.when, *(source.expression for _, source in self.sources))
        in_templates = any(path in source.paths for _, source in self.sources)
        return in_templates or any(named.search(text) for text in texts)


class OutgoingMapping(Filling):
    """How a field of a partner's form is filled from what the CRM has (OUT-3)."""


class FieldMapping(Filling):
    """
    How one CRM field is filled from an invitation.

    `sync` says which way it goes afterwards. Where several sides changed a value, `conflict` says
    whose counts.
    """

    target: FieldName
    sync: Sync = Sync.ONCE
    conflict: ConflictRule = ConflictRule.CRM_WINS

    @property
    def writes(self) -> bool:
        return self.sync is not Sync.FROM_CRM

    @property
    def comes_back(self) -> bool:
        return self.sync in (Sync.FROM_CRM, Sync.BOTH)

    @property
    def goes_on(self) -> bool:
        """Whether the CRM is told what changes in the hub after the record was created."""
        return self.sync in (Sync.TO_CRM, Sync.BOTH)


def _kind(source: ValueSource) -> str:
    if source.expression:
        return "expression"
    return "template" if source.template.strip() else ""
