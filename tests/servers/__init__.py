"""Real servers on the loopback that the tests talk to."""
