"""
The host's intake policy: how an invitation fills CRM fields, what happens to contacts, and how the
CRM fills what is shared with partners. Versioned, never edited.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, NamedTuple, Self

from pydantic import Field, StringConstraints, model_validator

from referral_hub.domain.cause import Cause
from referral_hub.domain.contacts.contact import IDENTIFYING, Match, MatchKind
from referral_hub.domain.crm import CrmObject, SalesStage
from referral_hub.domain.effects import Refused
from referral_hub.domain.errors import HubError
from referral_hub.domain.forms import Fields
from referral_hub.domain.referrals.axes import Stage
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.sources import Told
from referral_hub.domain.referrals.terms import Terms
from referral_hub.domain.shapes import Frozen

from . import defaults as mapping_defaults
from .filling import FIELD_SET, MAPPING, OVERRIDE, Filled, Rule, filled
from .mapping import FieldMapping, FieldName, OutgoingMapping
from .protection import OnConflict

_EVERYBODY = "*"


class Scope(NamedTuple):
    """Whom a policy is for: one partner or, without one, all partners, in one CRM."""

    crm: str = "built-in"
    partner_id: str = ""

    @property
    def text(self) -> str:
        """How a decision remembers it; empty for all partners in the built-in CRM."""
        return "" if self == ALL_PARTNERS else f"{self.crm}#{self.partner_id or _EVERYBODY}"

    @classmethod
    def of(cls, text: str) -> Scope:
        crm, _, partner_id = text.rpartition("#")
        return cls(crm, "" if partner_id == _EVERYBODY else partner_id) if text else cls()

    @property
    def wider(self) -> Scope:
        """The scope that counts where this one has no policy."""
        return Scope(self.crm)


ALL_PARTNERS = Scope()


class ContactSyncMode(StrEnum):
    NONE = "none"
    CREATE = "create"
    CREATE_AND_UPDATE = "create_and_update"


class ExistingContact(StrEnum):
    """What to do with a contact whom the account already has."""

    SKIP = "skip"
    LINK = "link"


class FieldNotOffered(HubError):
    code = "field_not_offered"
    fix = "Send only the fields that the preview lists; an admin adds others to the field set."


class MappingFails(HubError):
    code = "mapping_fails"
    fix = "Correct the mappings of these fields and publish, or retry with a value for each."


def _of_crm(told: Mapping[str, Any]) -> tuple[OutgoingMapping, ...]:
    """Policies from before outgoing referrals have what ships for their CRM."""
    mappings = mapping_defaults.OUTGOING.get(
        told.get("crm", ""), mapping_defaults.BUILT_IN_OUTGOING
    )
    return tuple(OutgoingMapping.model_validate(mapping) for mapping in mappings)


def _mappings(told: Sequence[Mapping[str, object]]) -> tuple[FieldMapping, ...]:
    return tuple(FieldMapping.model_validate(mapping) for mapping in told)


class IntakePolicy(Frozen):
    """
    One version of the host's choices; its own defaults are those for the built-in CRM.

    `amount_ratio` is the part of the partner's amount that counts. `stage_map` gives the referral's
    stage for stages of the CRM, by name. Of the fields of the deal that the newest version
    `tells_partner`, the partner is told what the host changes after acceptance; of others, never.
    `outgoing_mapping` prefills what is shared with a partner; with `ready_for_submit`, an outgoing
    referral is handed over when it is created. A partner who refers a customer, or was told of one,
    is protected for `protection_days`; `on_conflict` says what that means for other partners.
    """

    version: int = 0
    crm: str = Field(default="built-in", max_length=40)
    partner_id: str = Field(default="", pattern=r"^([a-z][a-z0-9-]{1,39})?$")
    opportunity_mapping: tuple[FieldMapping, ...] = Field(
        default_factory=lambda: _mappings(mapping_defaults.BUILT_IN_OPPORTUNITY), max_length=100
    )
    account_mapping: tuple[FieldMapping, ...] = Field(
        default_factory=lambda: _mappings(mapping_defaults.BUILT_IN_ACCOUNT), max_length=100
    )
    opportunity_field_set: tuple[FieldName, ...] = Field(default=(), max_length=100)
    account_field_set: tuple[FieldName, ...] = Field(default=(), max_length=100)
    contact_sync: ContactSyncMode = ContactSyncMode.CREATE
    existing_contact: ExistingContact = ExistingContact.SKIP
    contact_role: str = Field(default="Business User", min_length=1, max_length=80)
    association_type: str = Field(default="Primary contact", max_length=80)
    amount_ratio: str = Field(default="1", pattern=r"^(1|0\.[0-9]{1,6})$")
    stage_map: Annotated[
        Mapping[Annotated[str, StringConstraints(min_length=1, max_length=255)], Stage],
        Field(max_length=200),
    ] = Field(default_factory=lambda: _stages(mapping_defaults.BUILT_IN_STAGES))
    tells_partner: tuple[DealField, ...] = Field(default=(), max_length=len(DealField))
    outgoing_mapping: tuple[OutgoingMapping, ...] = Field(default_factory=_of_crm, max_length=100)
    ready_for_submit: bool = False
    on_conflict: OnConflict = OnConflict.WARN
    protection_days: int = Field(default=90, ge=0, le=730)

    @model_validator(mode="after")
    def _counts_something(self) -> Self:
        if not self.ratio:
            raise ValueError("amount_ratio must be above 0")
        return self

    @property
    def scope(self) -> Scope:
        return Scope(self.crm, self.partner_id)

    @property
    def ratio(self) -> Decimal:
        return Decimal(self.amount_ratio)

    @property
    def work(self) -> int:
        """How many characters of expressions it may take to fill both forms."""
        return sum(m.work for m in (*self.account_mapping, *self.opportunity_mapping))

    def stage_of(self, stage: SalesStage) -> Stage:
        """Tell the referral's stage; a stage that the map lacks counts by whether it is closed."""
        if stage.name in self.stage_map:
            return self.stage_map[stage.name]
        if stage.closed:
            return Stage.WON if stage.won else Stage.LOST
        return Stage.IN_PROGRESS

    def contact_effects(self, match: Match) -> tuple[str, ...]:
        """What becomes of a contact in the CRM, in order; nothing at all when it is skipped."""
        if match.kind is MatchKind.NEW:
            return ("contact", "role")
        if match.earlier:
            return self._effects_of_more(match)
        updates = ("contact_update",) if self.updates_contacts else ()
        links = ("role",) if self.existing_contact is ExistingContact.LINK else ()
        return (*updates, *links)

    def _effects_of_more(self, match: Match) -> tuple[str, ...]:
        """
        More about a person whom this referral brought to the CRM before, in their role already.

        The late half of a partial contact completes its record, which is no edit of anybody's data.
        """
        completes = len(match.keys) < len(IDENTIFYING)
        return ("contact_update",) if self.updates_contacts or completes else ()

    @property
    def updates_contacts(self) -> bool:
        return self.contact_sync is ContactSyncMode.CREATE_AND_UPDATE

    def mapping(self, what: CrmObject) -> tuple[FieldMapping, ...]:
        return self.account_mapping if what is CrmObject.ACCOUNT else self.opportunity_mapping

    def rules(self, what: CrmObject) -> tuple[Rule[FieldMapping], ...]:
        """The mappings, each under its place in this document."""
        return tuple(Rule(f"{what}_mapping.{i}", m) for i, m in enumerate(self.mapping(what)))

    @property
    def outgoing_rules(self) -> tuple[Rule[OutgoingMapping], ...]:
        places = enumerate(self.outgoing_mapping)
        return tuple(Rule(f"outgoing_mapping.{i}", mapping) for i, mapping in places)

    def field_set(self, what: CrmObject) -> tuple[str, ...]:
        """The unmapped fields that an admin added to the form (IN-16)."""
        if what is CrmObject.ACCOUNT:
            return self.account_field_set
        return self.opportunity_field_set

    def offered(self, what: CrmObject) -> tuple[str, ...]:
        """The fields that a request may set: the mapped ones, then those of the field set."""
        mapped = [m.target for m in self.mapping(what) if m.writes]
        return tuple(dict.fromkeys([*mapped, *self.field_set(what)]))

    def form(
        self, what: CrmObject, terms: Terms, overrides: Fields | None = None
    ) -> tuple[Filled, ...]:
        """
        Fill every field that is offered, and say where each value comes from: what the operator
        typed wins over the mapping.
        """
        typed = overrides or {}
        told = Told.of(terms, ratio=self.ratio)
        return tuple(self._filled(what, name, told, typed) for name in self.offered(what))

    def _filled(self, what: CrmObject, name: str, told: Told, typed: Fields) -> Filled:
        if name in typed:
            return Filled(name=name, value=typed[name], origin=OVERRIDE)
        rules = [r for r in self.rules(what) if r.mapping.target == name and r.mapping.writes]
        return filled(name, rules, told) if rules else Filled(name=name, origin=FIELD_SET)

    def origin(self, what: CrmObject, name: str) -> str:
        """Tell why a field is offered: `mapping` or `field_set`."""
        mapped = any(m.target == name and m.writes for m in self.mapping(what))
        return MAPPING if mapped else FIELD_SET

    def fill(self, what: CrmObject, terms: Terms, overrides: Fields) -> dict[str, str]:
        """
        Work out the fields of a new CRM record: mapped ones, then what the operator typed over
        them. A field whose mapping fails has none.

        Raises:
            FieldNotOffered: an override names a field that is neither mapped nor in the field set.
        """
        self._must_offer(what, overrides)
        return _values(self.form(what, terms, overrides))

    def new_record(
        self, what: CrmObject, terms: Terms, overrides: Fields
    ) -> dict[str, str] | Refused:
        """
        Work out the fields as `fill` does, but refuse where a mapping fails: the record would be
        less than what was decided, and nobody would see.

        Raises:
            FieldNotOffered: as `fill`.
        """
        self._must_offer(what, overrides)
        form = self.form(what, terms, overrides)
        failed = _failed(form)
        return unfilled(failed) if failed else _values(form)

    def failing(self, what: CrmObject, terms: Terms, overrides: Fields) -> dict[str, str]:
        """Name the fields whose mappings fail on these terms, each with why."""
        return _failed(self.form(what, terms, overrides))

    def _must_offer(self, what: CrmObject, overrides: Fields) -> None:
        strange = sorted(set(overrides) - set(self.offered(what)))
        if strange:
            fields = dict.fromkeys((f"{what}.{name}" for name in strange), "is not offered")
            raise FieldNotOffered(f"not offered for {what}: {', '.join(strange)}", fields=fields)


def _values(form: Iterable[Filled]) -> dict[str, str]:
    return {field.name: field.value for field in form if field.value}


def _failed(form: Iterable[Filled]) -> dict[str, str]:
    return {field.name: field.problem for field in form if field.problem}


def unfilled(failed: Mapping[str, str]) -> Refused:
    """Refuse to write a record whose mappings fail for these fields, each with why."""
    told = "; ".join(f"{name}: {why}" for name, why in failed.items())
    fields = tuple(failed)
    return Refused(reason=told, cause=Cause.INVALID_FIELDS, fields=fields, fix=MappingFails.fix)


def _stages(told: Mapping[str, str]) -> dict[str, Stage]:
    return {name: Stage(stage) for name, stage in told.items()}


def shipped(scope: Scope) -> IntakePolicy:
    """The policy that a hub begins with in this CRM: version 0."""
    choices = mapping_defaults.SHIPPED.get(scope.crm, {})
    return IntakePolicy.model_validate({"crm": scope.crm, **choices})
