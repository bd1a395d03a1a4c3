"""
HubSpot as a CRM: accounts are companies, opportunities are deals, roles are labelled links.

Whatever is created carries the token of its call in a property with unique values, and so is made
once: HubSpot's search lags, and is never asked whether something is there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from referral_hub.domain.cause import Cause
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
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.forms import Fields, FormField
from referral_hub.domain.lifecycles.sales_record import RecordKind, SalesRecord

from . import checks, paths, search
from .door import Door
from .errors import Refusal, as_outcome, as_unavailable, gone, refusal
from .labels import Labels, labels_of
from .notes import Notes
from .people import People
from .records import (
    DEAL_TO_COMPANY,
    DEAL_TO_CONTACT,
    Link,
    Made,
    Records,
    checked_id,
    linked_id,
    types_of,
)
from .sales import Sales
from .schema import KINDS, Schema


class HubSpotCrm:
    name = "hubspot"
    stage_field = "dealstage"
    makes_association_types = True

    def __init__(self, door: Door, clock: Callable[[], datetime]) -> None:
        self._door = door
        self._schema = Schema(door, clock)
        self._records = Records(door)
        self._people = People(door, self._records)
        self._labels = Labels(door, clock)
        self._notes = Notes(self._records, self._schema, clock)
        self._sales = Sales(door, self._records, self._schema)

    def describe(self, what: CrmObject) -> tuple[FormField, ...]:
        return as_unavailable(lambda: self._schema.fields(KINDS[what]))

    def refresh(self) -> None:
        self._schema.forget()
        self._labels.known.forget()

    def contact_roles(self) -> tuple[str, ...]:
        """The label of the association says what a contact is."""
        return ()

    def association_types(self) -> tuple[AssociationType, ...]:
        return as_unavailable(self._labels.known)

    def stages(self) -> tuple[SalesStage, ...]:
        return as_unavailable(self._schema.stages)

    def check(self) -> tuple[Check, ...]:
        return checks.check(self._door)

    def search_accounts(self, text: str, *, limit: int = 20) -> list[Account]:
        return as_unavailable(lambda: search.find_companies(self._door, text, limit))

    def account(self, account_id: str) -> Account | None:
        return as_unavailable(lambda: self._account(account_id))

    def opportunity(self, opportunity_id: str) -> Opportunity | None:
        return as_unavailable(lambda: self._opportunity(opportunity_id))

    def contacts(self, account_id: str) -> list[Contact]:
        return as_unavailable(lambda: self._people.of_company(account_id))

    def contact(self, account_id: str, contact_id: str) -> Contact | None:
        return as_unavailable(lambda: self._people.at_company(account_id, contact_id))

    def roles(self, opportunity_id: str) -> list[ContactRole]:
        links = as_unavailable(
            lambda: self._records.links(paths.DEALS, opportunity_id, paths.CONTACTS)
        )
        return [
            Part(opportunity_id=opportunity_id, role=label, association_type=label).of(
                linked_id(link)
            )
            for link in links
            for label in labels_of(link)
        ]

    def contacts_like(self, account_id: str, person: ContactInfo) -> list[Contact]:
        if person.partial:
            return []
        return as_unavailable(lambda: self._people.with_email(account_id, person.email))

    def create_account(self, fields: Fields, *, token: str) -> Outcome:
        return as_outcome(lambda: Done(result=self._made(paths.COMPANIES, fields, token).record_id))

    def create_opportunity(self, account_id: str, fields: Fields, *, token: str) -> Outcome:
        return as_outcome(lambda: self._deal(account_id, fields, token))

    def update_opportunity(self, opportunity_id: str, fields: Fields) -> Outcome:
        """A stage brings its pipeline along; what is required may be left out, not emptied."""
        return as_outcome(lambda: self._updated(opportunity_id, fields))

    def create_contact(
        self, account_id: str, person: ContactInfo, *, token: str, part: Part | None = None
    ) -> Outcome:
        """Create the contact, or adopt the same person from elsewhere; the part comes along."""
        try:
            made = self._people.make(account_id, person, token=token)
        except Refusal as refused:
            return _without(person, refused.refused)
        role = part.of(made.contact_id) if part else None
        given = as_outcome(lambda: self._role(role, is_new=made.is_new)) if role else None
        also = ("role",) if isinstance(given, Done) else ()
        return Done(result=made.contact_id, also=also, adopted_on=made.adopted_on)

    def update_contact(self, contact: Contact, person: ContactInfo) -> Outcome:
        try:
            self._people.update(contact, person)
        except Refusal as refused:
            return _without(person, refused.refused)
        return Done(result=contact.contact_id)

    def give_role(self, role: ContactRole, *, token: str) -> Outcome:
        return as_outcome(lambda: self._role(role, is_new=False))

    def add_note(self, note: CrmNote, *, token: str) -> Outcome:
        return as_outcome(lambda: self._notes.add(note, token=token))

    def sales_record(
        self, kind: RecordKind, record_id: str, fields: Sequence[str]
    ) -> SalesRecord | None:
        """A lead is a contact. Of companies, deals and contacts, `company.name` and the like."""
        return as_unavailable(lambda: self._sales.record(kind, record_id, fields))

    def _account(self, account_id: str) -> Account | None:
        names = self._schema.names(paths.COMPANIES)
        record = self._records.one(paths.COMPANIES, account_id, names)
        if record is None:
            return None
        return search.account_of(
            record["id"], self._schema.read(paths.COMPANIES, record["properties"])
        )

    def _opportunity(self, opportunity_id: str) -> Opportunity | None:
        names = self._schema.names(paths.DEALS)
        record = self._records.one(paths.DEALS, opportunity_id, names)
        if record is None:
            return None
        return Opportunity(
            opportunity_id=str(record["id"]),
            account_id=self._records.company_of(str(record["id"])),
            fields=self._schema.read(paths.DEALS, record["properties"]),
            changed_at=record["properties"].get("hs_lastmodifieddate") or None,
            changed_by=record["properties"].get("hs_updated_by_user_id") or "",
            created_at=record["properties"].get("createdate") or None,
        )

    def _deal(self, account_id: str, fields: Fields, token: str) -> Done:
        company = {"id": checked_id(paths.COMPANIES, account_id)}
        link = {"to": company, "types": DEAL_TO_COMPANY}
        try:
            deal_id, is_new = self._made(paths.DEALS, fields, token, [link])
        except Refusal as refused:
            raise self._about_company(account_id, refused) from None
        if not (is_new or self._records.company_of(deal_id)):
            ends = (paths.DEALS, deal_id), (paths.COMPANIES, account_id)
            self._records.link(*ends, DEAL_TO_COMPANY)
        return Done(result=deal_id)

    def _updated(self, deal_id: str, fields: Fields) -> Done:
        lacking = self._schema.lacking(paths.DEALS, fields)
        _require_none(tuple(name for name in lacking if name in fields))
        if told := self._schema.written(paths.DEALS, fields):
            self._records.update(paths.DEALS, deal_id, told)
        return Done(result=deal_id)

    def _about_company(self, company_id: str, refused: Refusal) -> Refusal:
        """A deal that is refused for its company does not say so in a way that can be relied on."""
        if refused.refused.fields or refused.cause is Cause.NO_PERMISSION:
            return refused
        known = self._records.one(paths.COMPANIES, company_id, ())
        return refused if known else gone("company")

    def _made(self, kind: str, fields: Fields, token: str, links: Sequence[Link] = ()) -> Made:
        _require_none(self._schema.lacking(kind, fields))
        self._schema.require_no_twins(kind)
        return self._records.once(kind, self._schema.written(kind, fields), links, token=token)

    def _role(self, role: ContactRole, *, is_new: bool) -> Done:
        """A contact that is not new may have other parts in the deal, and keeps them."""
        label, ends = role.association_type or role.role, _ends(role)
        known = [] if is_new else self._known_types(role)
        wanted = [DEAL_TO_CONTACT, *([self._labels.type_of(label)] if label else [])]
        try:
            self._records.link(*ends, [*known, *(kind for kind in wanted if kind not in known)])
        except Refusal:
            # Somebody may have removed the label that the hub remembers.
            self._labels.known.forget()
            raise
        return Done(result=role.contact_id)

    def _known_types(self, role: ContactRole) -> list[dict[str, Any]]:
        links = self._records.links(paths.DEALS, role.opportunity_id, paths.CONTACTS)
        theirs = [types_of(link) for link in links if linked_id(link) == role.contact_id]
        return list(chain(*theirs))


def _require_none(lacking: tuple[str, ...]) -> None:
    if lacking:
        reason = f"HubSpot needs a value for {', '.join(lacking)}"
        raise refusal(Cause.REQUIRED_FIELD_MISSING, reason, fields=lacking)


def _ends(role: ContactRole) -> tuple[tuple[str, str], tuple[str, str]]:
    return (paths.DEALS, role.opportunity_id), (paths.CONTACTS, role.contact_id)


def _without(person: ContactInfo, refused: Refused) -> Refused:
    """Take the person out of HubSpot's words, so that they can be shown and kept."""
    return refused.model_copy(update={"reason": person.hidden_in(refused.reason)})
