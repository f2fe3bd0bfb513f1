"""HTTP endpoints beside the pages, for the map and for other programs."""
