"""What happens because the table changed: its stream is the outbox."""
