"""Deals: who said what of which field, and what counts."""
