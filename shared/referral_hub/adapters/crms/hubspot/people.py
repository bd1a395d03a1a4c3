"""
Contacts.

An e-mail address is one person's in HubSpot: two contacts of a portal cannot share it. Source:
HubSpot developer docs, "Contacts" guide; "Error handling" (409).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from referral_hub.domain.cause import Cause
from referral_hub.domain.contacts.contact import IDENTIFYING, ContactInfo, decide_match, normalised
from referral_hub.domain.crm import Contact
from referral_hub.domain.effects import Refused

from . import paths
from .door import Door
from .errors import Refusal, found, gone, unavailable
from .records import CONTACT_TO_COMPANY, Record, Records, checked_id, linked_id

_NAMES = {
    "first_name": "firstname",
    "last_name": "lastname",
    "email": "email",
    "phone": "phone",
    "title": "jobtitle",
}
_MORE_EMAILS = "hs_additional_emails"
_SHOWN = (*_NAMES.values(), _MORE_EMAILS, paths.TOKEN)


class Made(NamedTuple):
    """A contact that this call made, now or before, or adopted: then by which keys."""

    contact_id: str
    is_new: bool = False
    adopted_on: tuple[str, ...] = ()


class People:
    def __init__(self, door: Door, records: Records) -> None:
        self._door = door
        self._records = records

    def of_company(self, company_id: str) -> list[Contact]:
        links = self._records.links(paths.COMPANIES, company_id, paths.CONTACTS)
        ids = [linked_id(link) for link in links]
        listed = self._records.several(paths.CONTACTS, ids, _SHOWN)
        return [_contact(record, company_id) for record in listed]

    def at_company(self, company_id: str, contact_id: str) -> Contact | None:
        """Read a contact by id; None when it is not one of the company's."""
        if not (paths.is_id(company_id) and paths.is_id(contact_id)):
            return None
        record = self._read(contact_id)
        return _contact(record, company_id) if record and _is_at(record, company_id) else None

    def with_email(self, company_id: str, email: str) -> list[Contact]:
        """
        Find the company's contact that has this address, be it one of several.

        Reading by address knows a new contact at once; search would not.
        """
        record = self._by_email(email)
        if record is None or not _is_at(record, company_id):
            return []
        contact = _contact(record, company_id)
        more = str(record["properties"].get(_MORE_EMAILS) or "").split(";")
        also_theirs = normalised(email) in map(normalised, more)
        return [contact.model_copy(update={"email": email}) if also_theirs else contact]

    def make(self, company_id: str, person: ContactInfo, *, token: str) -> Made:
        """
        Make the contact at the company, or adopt the same person from elsewhere, whose values stay
        as they are.

        Raises:
            Refusal: HubSpot will not; or somebody else has the e-mail address.
            Unavailable: HubSpot did not say.
        """
        at = checked_id(paths.COMPANIES, company_id)
        link = {"to": {"id": at}, "types": CONTACT_TO_COMPANY}
        try:
            created = self._records.create(paths.CONTACTS, told_of(person), [link], token=token)
            return Made(created, is_new=True)
        except Refusal as refused:
            if refused.cause is Cause.NO_PERMISSION:
                raise
            made = self._there(refused, at, person, token=token)
        self._records.link_plainly((paths.CONTACTS, made.contact_id), (paths.COMPANIES, at))
        return made

    def update(self, contact: Contact, person: ContactInfo) -> None:
        """Overwrite what is told, but not what made it the same person. Raises as `make` does."""
        known = {name for name in IDENTIFYING if getattr(contact, name)}
        told = told_of(person.model_copy(update=dict.fromkeys(known, "")))
        if told:
            self._records.update(paths.CONTACTS, contact.contact_id, told)

    def _there(self, refused: Refusal, company_id: str, person: ContactInfo, *, token: str) -> Made:
        """Find whom the refusal stumbled over; if that is unknown, an upsert tells more."""
        if known := self._known(refused, person, token):
            return known
        if self._records.one(paths.COMPANIES, company_id, ()) is None:
            raise gone("company")
        try:
            return Made(self._records.upsert(paths.CONTACTS, told_of(person), token=token))
        except Refusal as again:
            if known := self._known(again, person, token):
                return known
            raise

    def _known(self, refused: Refusal, person: ContactInfo, token: str) -> Made | None:
        """
        Name the contact that this call made before, or who has the e-mail address; None when the
        refusal is about something else, such as a unique property of the portal's own.
        """
        if refused.cause is not Cause.DUPLICATE:
            return None
        match refused.refused.fields:
            case ("email",):
                return self._with_their_email(refused.existing, person, token)
            case (paths.TOKEN,) if refused.existing:
                return Made(refused.existing)
            case _:
                return None

    def _with_their_email(self, contact_id: str, person: ContactInfo, token: str) -> Made:
        """
        Tell the contact that this call made, or the same person made by others, from anybody else.

        Raises:
            Refusal: it is somebody else.
            Unavailable: HubSpot does not show who it is.
        """
        record = self._read(contact_id) if contact_id else self._by_email(person.email)
        if record is None:
            raise unavailable("HubSpot knows the e-mail address, yet shows no contact", Cause.BUSY)
        found_id = str(record["id"])
        if record["properties"].get(paths.TOKEN) == token:
            return Made(found_id)
        # HubSpot says that the address is theirs, be it one of several.
        theirs = _contact(record, "").model_copy(update={"email": person.email})
        match = decide_match(person, [theirs])
        if not match.contact_id:
            raise Refusal(_somebody_else(found_id))
        return Made(found_id, adopted_on=match.keys)

    def _by_email(self, email: str) -> Record | None:
        addresses = dict.fromkeys((email.strip().lower(), normalised(email)))
        found_ones = (self._read(each, idProperty="email") for each in addresses if "@" in each)
        return next((record for record in found_ones if record), None)

    def _read(self, identity: str, **query: str) -> Record | None:
        path = paths.objects(paths.CONTACTS, identity)
        wanted = {"properties": ",".join(_SHOWN), "associations": paths.COMPANIES, **query}
        return found(lambda: dict(self._door.get(path, **wanted)))


def told_of(person: ContactInfo) -> dict[str, str]:
    """Write what is known of a person under HubSpot's names; nothing told is nothing written."""
    return {_NAMES[name]: text for name, text in person if text}


def _somebody_else(contact_id: str) -> Refused:
    return Refused(
        reason=f"HubSpot lets one contact have an e-mail address, and contact {contact_id} has this"
        " one, without the same last name",
        cause=Cause.DUPLICATE,
        fields=("email",),
        fix=f"If contact {contact_id} is this person, give it the last name that the partner told,"
        " and retry. If it is not, take the address from it and retry; or link this person to the"
        " deal by hand, and dismiss the problem.",
    )


def _contact(record: Record, company_id: str) -> Contact:
    values: Mapping[str, Any] = record["properties"]
    told = {name: str(values.get(theirs) or "") for name, theirs in _NAMES.items()}
    return Contact(
        contact_id=str(record["id"]), account_id=company_id, created_at=record["createdAt"], **told
    )


def _is_at(record: Record, company_id: str) -> bool:
    return company_id in _companies(record)


def _companies(record: Record) -> Iterable[str]:
    links = (record.get("associations") or {}).get(paths.COMPANIES) or {}
    return {str(link["id"]) for link in links.get("results") or ()}
