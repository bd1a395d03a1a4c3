"""Leads that the host submits to Google."""
