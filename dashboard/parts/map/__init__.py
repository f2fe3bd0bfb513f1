"""The page of the map, and the map of other pages."""
