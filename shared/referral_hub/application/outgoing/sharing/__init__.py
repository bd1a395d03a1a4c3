"""Submit outgoing referrals, share them step by step, and go on with them on three sides."""
