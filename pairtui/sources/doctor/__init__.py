"""Each source up or down, why, and the remedy."""
