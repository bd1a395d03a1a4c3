"""How long AWS is left alone: its reviews take days, and its tasks seconds."""

from __future__ import annotations

from datetime import timedelta

REVIEWED = timedelta(hours=1)
SHOWN = timedelta(seconds=10)
STUMBLED = timedelta(minutes=1)
