"""
Rules by which opportunities become outgoing referrals by themselves: an admin says when, and with
whom they are shared (OUT-6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from referral_hub.domain.errors import HubError
from referral_hub.domain.expressions.expression import evaluate, faults_in
from referral_hub.domain.expressions.tracing import paths_in
from referral_hub.domain.expressions.values import ExpressionFailed
from referral_hub.domain.forms import FormField
from referral_hub.domain.patterns import CUSTOM_NAME, LINE, NAME, PARTNER_ID, RECORD_ID, TEXT
from referral_hub.domain.policies.crm_record import CrmPaths, CrmRecord
from referral_hub.domain.policies.mapping import Expression
from referral_hub.domain.rule_versions import RuleVersion
from referral_hub.domain.shapes import Frozen, Moment

EVERYBODY = "*"
MOST_ACTIVE = 20


class RuleNotFound(HubError):
    code = "referral_rule_not_found"
    fix = "GET /v1/referral-rules lists those that there are."


class RuleDoesNotFit(HubError):
    code = "referral_rule_does_not_fit"
    fix = (
        "Correct each place that errors names. Criteria read opportunity.<field> and"
        " account.<field>, by the names that GET /v1/crm/fields/{object} lists."
    )


class SaveVetoed(HubError):
    """The opportunity was not saved: a referral that is to go out with it would not be right."""

    code = "save_vetoed"
    fix = "Correct what errors names, by the rule that asks for it, and save again."


class ReferralRule(RuleVersion):
    """
    One version of a rule; its defaults are the cautious choices.

    `criteria` is a condition over `opportunity.*` and `account.*`. `permitted` are the users of the
    CRM in whose name it may share, `*` stands for all. With `ready_for_submit` the referral goes
    out at once, and what would be wrong with it forbids the save. `fields` are texts for the
    partner's form, over what the mappings give. `since` is when it came to count with these
    criteria: what met them before enters them only after having left.
    """

    name: Annotated[str, StringConstraints(pattern=NAME, max_length=80)]
    partner_id: Annotated[str, StringConstraints(pattern=PARTNER_ID)]
    criteria: Annotated[Expression, Field(min_length=1)]
    permitted: tuple[Annotated[str, StringConstraints(pattern=LINE, max_length=255)], ...] = Field(
        default=(EVERYBODY,), max_length=500
    )
    ready_for_submit: bool = False
    solutions: tuple[Annotated[str, StringConstraints(pattern=RECORD_ID, max_length=120)], ...] = (
        Field(default=(), max_length=20)
    )
    fields: Annotated[
        Mapping[
            Annotated[str, StringConstraints(pattern=CUSTOM_NAME)],
            Annotated[str, StringConstraints(pattern=TEXT, max_length=4000)],
        ],
        Field(max_length=100),
    ] = {}
    since: Moment | None = None

    @property
    def reads_account(self) -> bool:
        return any(path.startswith("account.") for path in paths_in(self.criteria))

    def permits(self, users: Iterable[str]) -> bool:
        """Tell whether one of these names of the user is permitted; case does not matter."""
        named = {name.casefold() for name in self.permitted}
        return EVERYBODY in named or any(user and user.casefold() in named for user in users)

    def is_met_by(self, record: CrmRecord) -> bool:
        """Tell whether the record meets the criteria; where they have no value, it does not."""
        try:
            return bool(evaluate(self.criteria, record.value))
        except ExpressionFailed:
            return False

    def follows(self, before: Self | None, *, by: str, at: datetime) -> Self:
        """Become the version after `before`; other criteria, or being active anew, begin anew."""
        goes_on = before and before.active and before.criteria == self.criteria
        since = before.since if before and goes_on else at
        return super().follows(before, by=by, at=at).model_copy(update={"since": since})


def misfits_of_rule(
    rule: ReferralRule, paths: CrmPaths, form: Iterable[FormField]
) -> dict[str, str]:
    """Name all that is wrong with a rule, by its place: criteria, fields."""
    known = {field.name: field for field in form}
    wrong = {
        f"fields.{name}": known[name].problem(text) if name in known else "is no field of the form"
        for name, text in rule.fields.items()
    }
    faults = faults_in(rule.criteria, known=lambda path: path in paths and not _of_contact(path))
    wrong["criteria"] = "; ".join(faults) or _unlike(rule.criteria, paths)
    return {place: why for place, why in wrong.items() if why}


def _of_contact(path: str) -> bool:
    return path.startswith("contact.")


def _unlike(criteria: str, paths: CrmPaths) -> str:
    """Say where values of unlike kinds are put together, whatever the record."""
    try:
        evaluate(criteria, CrmRecord.example(paths).value)
    except ExpressionFailed as failed:
        return str(failed) if failed.typed else ""
    return ""


class Sighting(Frozen):
    """
    How an opportunity looked to a rule when it was last looked at.

    `since` is that of the rule: of a rule that came to count anew nothing is known yet. `entered`
    counts how often the opportunity came to meet it; `refused` says why nothing came of it.
    """

    met: bool = False
    since: Moment | None = None
    entered: int = 0
    refused: Mapping[str, str] = {}
    version: int = 0
