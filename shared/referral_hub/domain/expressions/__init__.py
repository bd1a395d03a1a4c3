"""A small safe language for values and conditions."""
