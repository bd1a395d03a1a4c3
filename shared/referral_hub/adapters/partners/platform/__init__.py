"""A partner platform that calls the hub's API and reads the answer there."""
