"""What the API shows of the CRM behind the hub."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from referral_hub.domain.crm import AssociationType, Check, Contact, SalesStage
from referral_hub.domain.crm_notes import KeptNote
from referral_hub.domain.forms import FormField
from referral_hub.domain.shapes import Frozen, Moment


class AccountView(Frozen):
    account_id: str
    name: str
    fields: Mapping[str, str] = {}


class AccountList(Frozen):
    items: tuple[AccountView, ...]


class NoteView(Frozen):
    """What the hub noted in the built-in CRM; other CRMs show their notes themselves."""

    note_id: str
    text: str
    at: Moment


def note_views(notes: Iterable[KeptNote]) -> tuple[NoteView, ...]:
    return tuple(NoteView(note_id=note.note_id, text=note.text, at=note.at) for note in notes)


class CrmContactView(Frozen):
    contact_id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    title: str = ""
    created_at: Moment
    notes: tuple[NoteView, ...] = ()


def contact_view(contact: Contact, notes: Iterable[KeptNote]) -> CrmContactView:
    told = contact.model_dump(exclude={"account_id"})
    return CrmContactView(**told, notes=note_views(notes))


class AccountDetail(AccountView):
    contacts: tuple[CrmContactView, ...] = ()


class RoleView(Frozen):
    contact_id: str
    role: str
    association_type: str = ""
    primary: bool = False


class OpportunityDetail(Frozen):
    """An opportunity of the CRM; `changed_at` is when anybody last changed it, if the CRM says."""

    opportunity_id: str
    account_id: str
    fields: Mapping[str, str] = {}
    changed_at: Moment | None = None
    roles: tuple[RoleView, ...] = ()
    notes: tuple[NoteView, ...] = ()


class AssociationTypeList(Frozen):
    items: tuple[AssociationType, ...]


class CrmFieldList(Frozen):
    items: tuple[FormField, ...]


class CrmStageList(Frozen):
    items: tuple[SalesStage, ...]


class ConnectionView(Frozen):
    """Whether the connection to the CRM has all it needs; each check that failed says the fix."""

    crm: str
    passed: bool
    checks: tuple[Check, ...]
