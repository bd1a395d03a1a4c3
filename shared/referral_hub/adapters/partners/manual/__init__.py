"""A partner whose referrals the host's own people type in, or import from a file."""
