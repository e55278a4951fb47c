"""Events to attempts: what each message does to the attempt it belongs to."""
