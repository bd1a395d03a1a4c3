"""A stand-in for a Salesforce org; see sandbox/README.md."""

from sandbox.salesforce.server import SalesforceServer
from sandbox.salesforce.service import Salesforce
from sandbox.salesforce.sessions import App

__all__ = ["App", "Salesforce", "SalesforceServer"]
