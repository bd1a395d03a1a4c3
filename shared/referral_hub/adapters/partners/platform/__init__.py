"""A partner platform that calls the hub's API, and is told by webhook."""
