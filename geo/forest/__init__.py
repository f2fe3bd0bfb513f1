"""The forest under a hotspot: reading an inventory layer as rangers have it, without losing a plot silently."""
