"""What referrers earn: by which policies, and how it is paid."""
