"""What a referrer earns by a referral, and how it is paid."""
