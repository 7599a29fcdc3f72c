"""What Flower reads when the stack starts it."""
