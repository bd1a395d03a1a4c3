"""What a portal keeps."""
