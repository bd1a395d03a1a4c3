"""Outgoing referrals: created, edited, submitted, shared with partners."""
