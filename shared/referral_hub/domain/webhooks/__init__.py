"""Webhooks: who is told what, and how it is signed and tried again."""
