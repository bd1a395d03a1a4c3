"""Who may do what, in the words of the table."""

from __future__ import annotations

from referral_hub.domain.access import Role

EVERYBODY = frozenset(Role)
ADMIN = frozenset([Role.ADMIN])
PARTNER = frozenset([Role.PARTNER_STAFF, Role.INTEGRATION])
HOST = frozenset([Role.ADMIN, Role.OPERATOR, Role.READ_ONLY])
# Those of the host's people who may see the customer's.
TRUSTED = frozenset([Role.ADMIN, Role.OPERATOR])
