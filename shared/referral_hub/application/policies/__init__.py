"""Policies: published, tried out, taken back."""
