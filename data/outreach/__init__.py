"""Trainings and public-information events, announced beforehand: the other forces add their content."""
