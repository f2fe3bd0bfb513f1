"""Checking on the ground: who goes, what they found, who reviewed it, and what they brought back."""
