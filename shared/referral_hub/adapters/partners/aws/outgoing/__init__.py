"""Opportunities that the host shares with AWS."""
