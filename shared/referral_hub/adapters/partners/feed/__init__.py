"""A partner whose JSON feed is polled; which of its fields means what is configuration."""
