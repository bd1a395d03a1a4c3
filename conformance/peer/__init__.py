"""A peer that takes access referrals: its Referral URL and key, and the cases it is held to."""

from . import sharing, trust
from .side import Link, Peer
from .suite import SUITE

__all__ = ["SUITE", "Link", "Peer", "sharing", "trust"]
