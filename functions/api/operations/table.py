"""THE table: every operation of the API, for whoever needs to know all of them."""

from __future__ import annotations

from . import (
    about,
    access,
    access_links,
    assignments,
    batches,
    book,
    configuration,
    contacts,
    crm,
    deals,
    decisions,
    disclosures,
    imports,
    lifecycles,
    opportunities,
    outgoing,
    partner_events,
    partners,
    quarantine,
    referrals,
    reward_policies,
    routing_rules,
    rules,
    sync_problems,
    tracked,
    users,
    webhooks,
    workflows,
)
from .operation import Operation

TAGS: dict[str, tuple[Operation, ...]] = {
    "Referrals": (
        *referrals.OPERATIONS,
        *decisions.OPERATIONS,
        *contacts.OPERATIONS,
        *deals.OPERATIONS,
    ),
    "Routing": (*routing_rules.OPERATIONS, *assignments.OPERATIONS),
    "Referrals by code": (*lifecycles.OPERATIONS, *tracked.OPERATIONS),
    "Reward policies": reward_policies.OPERATIONS,
    "Referral book": book.OPERATIONS,
    "Outgoing referrals": (*outgoing.OPERATIONS, *batches.OPERATIONS),
    "Access referrals": (*disclosures.OPERATIONS, *access_links.OPERATIONS),
    "Sync problems": sync_problems.OPERATIONS,
    "Rules for sharing": rules.OPERATIONS,
    "CRM": (*crm.OPERATIONS, *opportunities.OPERATIONS),
    "Configuration": (*configuration.OPERATIONS, *workflows.OPERATIONS),
    "Partners": partners.OPERATIONS,
    "Manual intake": imports.OPERATIONS,
    "Partner events": partner_events.OPERATIONS,
    "Quarantine": quarantine.OPERATIONS,
    "Webhooks": webhooks.OPERATIONS,
    "Access": (*access.OPERATIONS, *users.OPERATIONS),
    "About": about.OPERATIONS,
}
OPERATIONS: tuple[Operation, ...] = tuple(o for group in TAGS.values() for o in group)
