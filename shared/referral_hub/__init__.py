"""The partner-referral hub: one deployment serves one organisation, the host."""
