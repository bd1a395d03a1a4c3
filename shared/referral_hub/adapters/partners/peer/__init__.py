"""Another organisation with a hub of its own, or with what speaks as one."""
