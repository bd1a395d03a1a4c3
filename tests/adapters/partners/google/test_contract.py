"""
Google keeps what every connector promises, and what everybody does who is told of deals. Accepting
and rejecting are told nobody: Google's API has no words for them.
"""

from __future__ import annotations

from tests.contracts.partner_connector import PartnerConnectorContract
from tests.contracts.partner_deals import RemoteHearsDealsContract
from tests.contracts.partner_known import ShowsReferralsContract


class TestGoogle(PartnerConnectorContract):
    pass


class TestGoogleHearsDeals(RemoteHearsDealsContract):
    pass


class TestGoogleShowsReferrals(ShowsReferralsContract):
    pass
