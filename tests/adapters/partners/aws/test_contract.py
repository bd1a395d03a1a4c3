"""The connector of AWS Partner Central keeps what every connector promises."""

from tests.contracts.partner_connector import FeedContract, RemotePartnerContract
from tests.contracts.partner_deals import RemoteHearsDealsContract


class TestPartnerCentral(RemotePartnerContract, FeedContract, RemoteHearsDealsContract):
    """Over HTTP, through AWS's own client, against a stand-in that checks the service model."""
