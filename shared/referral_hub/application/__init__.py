"""The use cases: keyword-only functions that are given the world and decide with the domain."""
