"""One calendar of everything that has a day: meetings, trainings, inspections, patrols, deadlines."""
