"""Rules of telling."""
