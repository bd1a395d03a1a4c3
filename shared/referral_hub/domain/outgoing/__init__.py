"""Outgoing referrals: what the host shares with a partner, and what the partner makes of it."""
