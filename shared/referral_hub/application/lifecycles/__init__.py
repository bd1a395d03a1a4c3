"""Referrals by code: what is said of leads, opportunities and orders, and what follows from it."""
