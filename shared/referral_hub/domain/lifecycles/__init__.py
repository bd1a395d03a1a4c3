"""How a referral is followed through a sale by its code, from the first lead to the end."""
