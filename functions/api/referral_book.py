"""
The API's entry point for looks into the referral book: the same API, in a function that has the
memory and the disk for a copy of the book.
"""

from __future__ import annotations

from functions._entrypoint import lambda_entrypoint

from .app import handle

handler = lambda_entrypoint(handle)
