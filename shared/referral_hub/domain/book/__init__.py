"""The referral book: both directions in one list, as whoever looks into it may see it."""
