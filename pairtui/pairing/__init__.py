"""What a pairing is: events, attempts, diagnoses, actions. Pure."""
