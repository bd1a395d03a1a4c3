"""THE table: every operation of the API. A role that is not listed for one may not do it."""

from __future__ import annotations

from .about import ABOUT
from .access import ACCESS
from .configuration import CONFIGURATION
from .crm import CRM
from .imports import IMPORTS
from .operation import Operation
from .partner_events import PARTNER_EVENTS
from .partners import PARTNERS
from .quarantine import QUARANTINE
from .referrals import REFERRALS
from .sync_problems import SYNC_PROBLEMS
from .webhooks import WEBHOOKS

TAGS = {
    "Referrals": REFERRALS,
    "Sync problems": SYNC_PROBLEMS,
    "CRM": CRM,
    "Configuration": CONFIGURATION,
    "Partners": PARTNERS,
    "Manual intake": IMPORTS,
    "Partner events": PARTNER_EVENTS,
    "Quarantine": QUARANTINE,
    "Webhooks": WEBHOOKS,
    "Access": ACCESS,
    "About": ABOUT,
}
OPERATIONS: tuple[Operation, ...] = tuple(o for group in TAGS.values() for o in group)
