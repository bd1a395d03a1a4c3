"""Everything that talks to something."""
