"""The customer's people, who appear some time after acceptance, or not as one would wish."""

from sandbox.partner_central.behaviour import Contacts
from sandbox.partner_central.state import events
from sandbox.partner_central.state.opportunity import Document, Opportunity
from sandbox.partner_central.state.store import Store

_COLLEAGUES = (
    {"FirstName": "Ilse", "LastName": "Brandt", "BusinessTitle": "Head of Purchasing"},
    {"FirstName": "Tomás", "LastName": "Quiroga", "BusinessTitle": "Enterprise Architect"},
)


def reveal(store: Store, opportunity_id: str) -> None:
    """Show the contacts held back, in the way the behaviour says; `never` keeps holding them."""
    opportunity = store.opportunities[opportunity_id]
    shown = _shown(store, opportunity)
    if not shown:
        return
    revealed = opportunity.with_contacts(shown, at=store.now)
    store.keep_opportunity(revealed)
    store.note("contacts.revealed", opportunity_id)
    store.emit(events.opportunity_updated(revealed))


def _shown(store: Store, opportunity: Opportunity) -> list[Document]:
    held = list(opportunity.held_contacts)
    match store.behaviour.contacts:
        case Contacts.NEVER:
            return []
        case Contacts.PARTIAL:
            return [_without(contact, store.behaviour.partial_contact_hides) for contact in held]
        case Contacts.SEVERAL:
            return held + [_colleague(person, opportunity.id) for person in _COLLEAGUES]
        case Contacts.AS_SENT:
            return held


def _without(contact: Document, hidden: tuple[str, ...]) -> Document:
    return {name: value for name, value in contact.items() if name not in hidden}


def _colleague(person: Document, opportunity_id: str) -> Document:
    # The id keeps the addresses of different customers apart.
    local_part = f"{person['LastName']}.{opportunity_id}".lower()
    return {**person, "Email": f"{local_part}@customer.example", "Phone": "+4930123456"}
