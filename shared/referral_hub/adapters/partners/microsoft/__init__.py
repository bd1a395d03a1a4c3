"""Microsoft Partner Center: referrals in, answers and the CRM's opportunity id out."""
