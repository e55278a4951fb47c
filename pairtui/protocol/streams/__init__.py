"""Packets to messages: reassembly, channels, advertisers."""
