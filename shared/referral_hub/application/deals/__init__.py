"""The deal of an accepted referral: edited here, told to the CRM and to the partner."""
