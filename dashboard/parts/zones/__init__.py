"""*Khu vực*: zones on the map, drawn, checked, kept in versions."""
