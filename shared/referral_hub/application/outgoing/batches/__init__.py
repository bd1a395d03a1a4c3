"""Referrals of many opportunities at once: asked for, and worked off in the background."""
