"""One connector per way of speaking with partners; they do not know each other."""
