"""What happens because a message waits in a queue."""
