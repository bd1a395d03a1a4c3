"""Routing: who of the host follows up what comes in, by rules."""
