"""The forest layer and its import."""
