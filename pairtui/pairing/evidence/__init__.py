"""What was seen of one attempt, and of the gateway around it."""
