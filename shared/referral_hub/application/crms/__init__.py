"""What the host's CRM tells the hub, and the list of referrals inside it."""
