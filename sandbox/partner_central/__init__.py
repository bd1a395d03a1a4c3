"""A stand-in for AWS Partner Central Selling; see sandbox/README.md."""

from sandbox.partner_central.server import PartnerCentralServer
from sandbox.partner_central.service import PartnerCentral

__all__ = ["PartnerCentral", "PartnerCentralServer"]
