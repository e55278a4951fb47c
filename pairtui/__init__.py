"""pairtui: see a Bluetooth pairing happen, who refused at which step and why, and the fix."""

__version__ = "0.1.0"
