"""How the hub's facts are kept: the only place that knows keys and the shape of items."""
