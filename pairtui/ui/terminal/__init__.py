"""The terminal itself: what is written to it, how, and what happens when it goes away."""
