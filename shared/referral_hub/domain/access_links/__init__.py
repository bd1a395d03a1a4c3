"""Access referrals: deals that pass between two organisations with a URL and a key."""
