"""Referrals: what was shared, what was decided, and where it stands."""
