"""The wall: what a command room must see without asking, and what of it each kind of screen may show."""
