"""Leads and orders of the CRM that the hub itself is."""
