"""The pages: layout and wiring."""
