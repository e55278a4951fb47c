"""Experiments that decide between the causes left of a failure: what they are, which comes next, what came of each."""
