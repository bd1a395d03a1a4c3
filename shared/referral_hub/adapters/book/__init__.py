"""Referral books: in memory, and as a copy of the table that SQLite sorts and searches."""
