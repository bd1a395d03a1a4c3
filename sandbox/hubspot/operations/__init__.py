"""The calls a portal answers, by topic."""
