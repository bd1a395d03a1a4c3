"""How a portal begins, and how its state is shown to those who test with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.hubspot import finding, scopes
from sandbox.hubspot.behaviour import Behaviour
from sandbox.hubspot.operations.schemas import add_type
from sandbox.hubspot.state.associations import End
from sandbox.hubspot.state.referral import code, mark, referral
from sandbox.hubspot.state.source import Token
from sandbox.hubspot.state.standard import CONTACTS, DEALS, ORDERS
from sandbox.hubspot.state.store import Event, Store
from sandbox.hubspot.views import value_of

PORTAL_ID = 24_816_357
APP_ID = 3_141_592
TOKEN = "pat-eu1-sandbox"  # noqa: S105 - opens nothing but this sandbox
CLIENT_SECRET = "sandbox-client-secret"  # noqa: S105 - signs nothing but its webhooks


@dataclass(frozen=True)
class Plan:
    """What a portal is born with, each time it begins anew."""

    portal_id: int
    client_secret: str
    is_prepared: bool
    is_enterprise: bool

    @property
    def scopes(self) -> frozenset[str]:
        return scopes.ALL if self.is_enterprise else scopes.BELOW_ENTERPRISE


def store(plan: Plan, now: datetime) -> Store:
    """Return an empty portal; a prepared one has what referrals need."""
    born = Store(plan.portal_id, APP_ID, now, {TOKEN: Token(APP_ID, plan.scopes)})
    if plan.is_prepared:
        _prepare(born)
    if plan.is_prepared and plan.is_enterprise:
        kind = referral(plan.portal_id, born.next_object_type())
        add_type(born, kind, ["contacts", "companies", "deals"])
    return born


def _prepare(born: Store) -> None:
    for kind in born.types.values():
        group = f"{kind.singular}information"
        if kind.type_id != ORDERS:
            kind.add(mark(group))
        if kind.type_id in (CONTACTS, DEALS):
            kind.add(code(group))


@contextmanager
def unheard(quiet: Store) -> Iterator[None]:
    """Drop the events and effects of what happens inside: it was always so."""
    yield
    quiet.outbox.clear()
    quiet.effects.clear()


def as_delivered(events: list[Event], behaviour: Behaviour) -> list[Event]:
    """Repeat, lose or reorder events as the behaviour says."""
    copies = [event for event in events for _ in range(behaviour.webhook_copies)]
    return copies[::-1] if behaviour.webhooks_reversed else copies


def listed(known: Store, object_type: str) -> list[dict[str, Any]]:
    """Return every living record with all its values and its associations."""
    kind = finding.object_type(known, object_type)
    return [
        {
            "id": record.id,
            "properties": {name: value_of(kind, record, name) for name in sorted(record.values)},
            "associations": _associations(known, End(*record.key)),
        }
        for record in known.of_type(kind.type_id)
        if not record.is_archived
    ]


def _associations(known: Store, end: End) -> list[dict[str, Any]]:
    return [
        {
            "type": known.types[target.type_id].name,
            "id": target.record_id,
            "labels": [each.label for each in known.book.of_pair(end, target) if each.label],
        }
        for kind in known.types.values()
        for target in known.book.targets(end, kind.type_id)
    ]
