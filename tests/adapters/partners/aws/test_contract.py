"""The connector of AWS Partner Central keeps what every connector promises."""

from tests.contracts.partner_connector import FeedContract, RemotePartnerContract


class TestPartnerCentral(RemotePartnerContract, FeedContract):
    """Over HTTP, through AWS's own client, against a stand-in that checks the service model."""
