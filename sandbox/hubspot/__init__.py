"""A stand-in for one HubSpot portal; see sandbox/README.md."""

from sandbox.hubspot.portal import HubSpot
from sandbox.hubspot.server import HubSpotServer
from sandbox.hubspot.setup import APP_ID, CLIENT_SECRET, PORTAL_ID, TOKEN

__all__ = ["APP_ID", "CLIENT_SECRET", "PORTAL_ID", "TOKEN", "HubSpot", "HubSpotServer"]
