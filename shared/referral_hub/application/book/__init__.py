"""The referral book: one line for each referral, opened and edited."""
