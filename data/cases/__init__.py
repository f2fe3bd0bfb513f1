"""Cases and the persons concerned: handled jointly, led by the force whose field it is, read by role only."""
