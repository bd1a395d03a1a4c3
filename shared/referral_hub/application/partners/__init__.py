"""Partners: connected, polled, heard, and what could not be read of them."""
