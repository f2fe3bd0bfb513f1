"""Patrols: who goes where and when, with whom, and what stands against it."""
