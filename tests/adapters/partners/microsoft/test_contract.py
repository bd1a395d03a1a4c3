"""The connector of Partner Center keeps what every connector promises."""

from tests.contracts.partner_connector import FeedContract, RemotePartnerContract
from tests.contracts.partner_deals import RemoteHearsDealsContract


class TestPartnerCenter(RemotePartnerContract, FeedContract, RemoteHearsDealsContract):
    """Over HTTP, against a stand-in that is held to the vendor's specification."""
