"""Tree cover seen from space: not whose forest it is and of which kind, only where trees stand."""
