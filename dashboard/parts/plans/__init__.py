"""Signed coordination plans."""
