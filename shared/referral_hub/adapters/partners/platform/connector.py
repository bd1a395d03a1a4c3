"""
A partner platform that calls the hub's API: it pushes, and reads the answer from its own referral.

Nothing is called here: the partner sees status, reason and opportunity id in GET
/v1/referrals/{number}.
"""

from __future__ import annotations

from referral_hub.adapters.uncalled_partner import UncalledPartner


class PlatformConnector(UncalledPartner):
    pass
