"""Salesforce as the hub's CRM: standard objects, each record once under its mark."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from referral_hub.domain.account_search import named, words_of
from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.crm import (
    Account,
    AssociationType,
    Check,
    Contact,
    ContactRole,
    CrmObject,
    Opportunity,
    Part,
    SalesStage,
)
from referral_hub.domain.crm_notes import CrmNote
from referral_hub.domain.effects import Done, Outcome
from referral_hub.domain.forms import Fields, FormField
from referral_hub.domain.lifecycles.sales_record import RecordKind, ReferralEvent, SalesRecord
from referral_hub.domain.outgoing.save_rules import SaveRule
from referral_hub.records.attempts import Attempts

from . import checks, refusals, soql
from .api import ACCOUNT, CONTACT, OPPORTUNITY, is_id, same_id
from .contacts import Newcomer, People, names_records
from .creating import Creating
from .description import Descriptions
from .door import Door, row_path
from .errors import Refusal, unless_gone
from .lookups import blaming
from .notes import Notes
from .programme import Programme
from .refusals import as_outcome, as_unavailable
from .sales import Sales
from .updating import Updating
from .values import to_moment

_OBJECTS = {
    CrmObject.ACCOUNT: ACCOUNT,
    CrmObject.CONTACT: CONTACT,
    CrmObject.OPPORTUNITY: OPPORTUNITY,
}
# What tells accounts of one name apart, as far as the hub's user may see it.
_SHOWN = ("Website", "BillingCity", "BillingCountry")


class SalesforceCrm:
    """One org. Which object takes which field is asked of it, and known for minutes."""

    name = "salesforce"
    stage_field = "StageName"
    makes_association_types = False

    def __init__(self, door: Door, attempts: Attempts, clock: Callable[[], datetime]) -> None:
        self._door = door
        self._descriptions = Descriptions(door, clock)
        self._creating = Creating(door, self._descriptions)
        self._updating = Updating(door, self._descriptions)
        self._people = People(door, self._descriptions, self._creating)
        self._sales = Sales(door, self._descriptions)
        self._programme = Programme(door, attempts, clock)
        self._notes = Notes(door, self._descriptions, self._creating, clock)

    def describe(self, what: CrmObject) -> tuple[FormField, ...]:
        return as_unavailable(lambda: self._descriptions.of(_OBJECTS[what]).as_crm_fields())

    def refresh(self) -> None:
        self._descriptions.forget()

    def contact_roles(self) -> tuple[str, ...]:
        """The picklist takes any text by the API, and the hub none that it does not have."""
        return as_unavailable(self._people.role_options)

    def association_types(self) -> tuple[AssociationType, ...]:
        """Salesforce does not type the link of a contact: the role says it all."""
        return ()

    def stages(self) -> tuple[SalesStage, ...]:
        return as_unavailable(self._descriptions.stages)

    def check(self) -> tuple[Check, ...]:
        return tuple(checks.of(self._door, self._descriptions))

    def search_accounts(self, text: str, *, limit: int = 20) -> list[Account]:
        words = words_of(text)
        if not "".join(words).strip("_"):
            return []
        return as_unavailable(lambda: self._named(words, limit))

    def _named(self, words: Sequence[str], limit: int) -> list[Account]:
        seen = self._descriptions.of(ACCOUNT).fields
        fields = ("Id", "Name", *(name for name in _SHOWN if name in seen))
        rows = self._door.rows(soql.accounts_named(words, fields))
        return named(map(self._account, rows), words, limit=limit)

    def account(self, account_id: str) -> Account | None:
        row = self._row(ACCOUNT, account_id)
        return as_unavailable(lambda: self._account(row)) if row else None

    def _account(self, row: Mapping[str, Any]) -> Account:
        fields = self._descriptions.of(ACCOUNT).texts(row)
        return Account(account_id=row["Id"], name=row["Name"], fields=fields)

    def rule_files(self, rules: Sequence[SaveRule]) -> Mapping[str, str]:
        from .rule_files import rule_files  # noqa: PLC0415 - an admin asks for them, and nobody else

        return rule_files(rules)

    def opportunity(self, opportunity_id: str) -> Opportunity | None:
        row = self._row(OPPORTUNITY, opportunity_id)
        if row is None:
            return None
        fields = as_unavailable(lambda: self._descriptions.of(OPPORTUNITY).texts(row))
        account_id = row.get("AccountId") or ""
        return Opportunity(
            opportunity_id=row["Id"],
            account_id=account_id,
            fields=fields,
            # Unlike LastModifiedDate it also moves where no person saves, as the poll relies on.
            changed_at=to_moment(row["SystemModstamp"]),
            changed_by=row.get("LastModifiedById") or "",
            created_at=to_moment(row["CreatedDate"]) if row.get("CreatedDate") else None,
        )

    def sales_record(
        self, kind: RecordKind, record_id: str, fields: Sequence[str]
    ) -> SalesRecord | None:
        return as_unavailable(lambda: self._sales.record(kind, record_id, fields))

    def process_referral_event(self, event: ReferralEvent, *, token: str) -> Outcome:
        return as_outcome(lambda: self._programme.process(event, token=token))

    def _row(self, sobject: str, record_id: str) -> dict[str, Any] | None:
        if not is_id(record_id):
            return None
        path = row_path(sobject, record_id)
        return as_unavailable(lambda: unless_gone(lambda: self._door.ask("GET", path)))

    def contacts(self, account_id: str) -> list[Contact]:
        if not is_id(account_id):
            return []
        return as_unavailable(lambda: self._people.of(account_id))

    def contact(self, account_id: str, contact_id: str) -> Contact | None:
        if not (is_id(account_id) and is_id(contact_id)):
            return None
        found = as_unavailable(lambda: self._people.read(contact_id))
        return found if found and same_id(found.account_id, account_id) else None

    def roles(self, opportunity_id: str) -> list[ContactRole]:
        if not is_id(opportunity_id):
            return []
        return as_unavailable(lambda: self._people.roles(opportunity_id))

    def contacts_like(self, account_id: str, person: ContactInfo) -> list[Contact]:
        """A missing key matches nobody, so nobody is asked."""
        if person.partial or not is_id(account_id):
            return []
        return as_unavailable(lambda: self._people.like(account_id, person))

    def create_account(self, fields: Fields, *, token: str) -> Outcome:
        return as_outcome(lambda: self._create(ACCOUNT, fields, {}, token))

    def create_opportunity(self, account_id: str, fields: Fields, *, token: str) -> Outcome:
        if not is_id(account_id):
            return refusals.gone("account")
        at_account = {"AccountId": account_id}
        return as_outcome(lambda: self._create(OPPORTUNITY, fields, at_account, token))

    def _create(
        self, sobject: str, fields: Fields, fixed: Mapping[str, Any], token: str
    ) -> Outcome:
        described, problems = self._descriptions.judged(sobject, lambda it: it.problems(fields))
        if problems:
            return refusals.of_values(problems)
        try:
            body = {**described.body(fields), **fixed}
            return Done(result=self._creating.once(sobject, token, body))
        except Refusal as refusal:
            self._descriptions.forget()
            about = partial(self._are_there, fixed.values())
            raise blaming(refusal, described.lookups(fields), about) from None

    def _are_there(self, account_ids: Iterable[str]) -> bool:
        return all(self._row(ACCOUNT, each) is not None for each in account_ids)

    def update_opportunity(self, opportunity_id: str, fields: Fields) -> Outcome:
        if not is_id(opportunity_id):
            return refusals.gone("opportunity")
        return as_outcome(lambda: self._updating.opportunity(opportunity_id, fields))

    def create_contact(
        self, account_id: str, person: ContactInfo, *, token: str, part: Part | None = None
    ) -> Outcome:
        if not is_id(account_id):
            return refusals.gone("account")
        newcomer = Newcomer(account_id, person, token, part)
        return self._with_part(part, lambda: self._people.create(newcomer))

    def update_contact(self, contact: Contact, person: ContactInfo) -> Outcome:
        if not is_id(contact.contact_id):
            return refusals.gone("contact")
        return as_outcome(lambda: self._people.update(contact, person))

    def give_role(self, role: ContactRole, *, token: str) -> Outcome:
        return self._with_part(role, lambda: self._people.give_role(role, token=token))

    def add_note(self, note: CrmNote, *, token: str) -> Outcome:
        return as_outcome(lambda: self._notes.add(note, token=token))

    def _with_part(self, part: Part | None, act: Callable[[], Outcome]) -> Outcome:
        if not names_records(part):
            return refusals.gone("opportunity or contact")

        def unless_refused() -> Outcome:
            return (self._people.refused_role(part.role) if part else None) or act()

        return as_outcome(unless_refused)
