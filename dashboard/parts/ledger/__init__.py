"""Duties to inform, in words and in a line: what several pages tell of them."""
