"""What a briefing says on paper. It is made of what was frozen, and Vietnamese in every language."""
