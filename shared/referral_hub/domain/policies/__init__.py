"""Policies: how records are filled, and by which rules both sides keep in line."""
