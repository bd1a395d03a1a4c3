"""A stand-in for Microsoft Partner Center: referrals, the sign-in they need, and webhooks."""

from sandbox.partner_center.center import PartnerCenter
from sandbox.partner_center.identity.tokens import App
from sandbox.partner_center.server import PartnerCenterServer

__all__ = ["App", "PartnerCenter", "PartnerCenterServer"]
