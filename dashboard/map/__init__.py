"""The map: one columnar payload, one JavaScript renderer, and the hosts that bring them together."""
