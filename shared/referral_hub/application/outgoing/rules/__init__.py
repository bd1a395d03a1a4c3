"""Rules that share opportunities by themselves: published, and fired when somebody saves."""
