"""Access referrals, on the receiving side: links for peers, and what comes through them."""
