"""What people take into valleys without signal: maps, a form, and the fires of one day."""
