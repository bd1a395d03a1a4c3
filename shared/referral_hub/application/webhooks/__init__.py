"""Partners' webhooks: what they are told, and how it is delivered."""
