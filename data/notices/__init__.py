"""Telling: one frozen message per receiver, its outbox, its channels, and what comes back."""
