"""
A partner that no machine speaks with, such as one whose platform offers no list to read.

Nothing is called here: the host's people, who brought the referral in, tell the partner what became
of it, where they found it.
"""

from __future__ import annotations

from referral_hub.adapters.uncalled_partner import UncalledPartner


class ManualConnector(UncalledPartner):
    pass
