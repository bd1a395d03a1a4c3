"""A stand-in for Google's Cloud CRM Partners API: opportunities by their ids, and the sign-in."""

from sandbox.google_partners.partners import GooglePartners
from sandbox.google_partners.server import GooglePartnersServer

__all__ = ["GooglePartners", "GooglePartnersServer"]
