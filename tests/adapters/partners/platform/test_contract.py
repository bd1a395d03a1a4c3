"""A platform that pushes keeps what every connector promises, without being called."""

from tests.contracts.partner_connector import PartnerConnectorContract
from tests.contracts.partner_deals import HearsDealsContract


class TestPlatform(PartnerConnectorContract, HearsDealsContract):
    """What it is told goes by webhook."""
