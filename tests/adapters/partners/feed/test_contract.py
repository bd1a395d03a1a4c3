"""The connector of a JSON feed keeps what every connector promises."""

from tests.contracts.partner_connector import FeedContract, PartnerConnectorContract


class TestFeed(PartnerConnectorContract, FeedContract):
    """Over HTTP, against a stand-in whose fields are called otherwise than ours."""
