"""What a patrol takes along: its plan on paper, a map, files for navigators and calendars."""
