"""Satellite feeds and what they brought."""
