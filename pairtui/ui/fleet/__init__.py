"""The console on many gateways: gateways, groups of failures, what they have in common, attempts."""
