"""Contact info: what comes, what it matches, what becomes of it."""
