"""The rules of referrals: frozen models whose verbs return new values. No AWS, no clock, no I/O."""
