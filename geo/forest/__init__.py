"""The forest under a hotspot: an inventory layer read as rangers have it, no plot lost silently."""
