"""Deals that the host shares with Microsoft: private, partner-led, and those it asks help for."""
