"""The trace of a btmon child or of the monitor socket."""
