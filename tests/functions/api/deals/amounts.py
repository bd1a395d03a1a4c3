"""What partner and host say of the amount, after it was shared as 12 500 EUR."""

from __future__ import annotations

RAISED = {"amount": "14000.00", "currency": "EUR"}
CORRECTED = {"amount": "9900.00", "currency": "EUR"}
