"""Backup, restore and check of the store. Backup and restore are for SQLite; a server has its own tools."""

from data.backup.checking import Finding, check
from data.backup.restoring import restore
from data.backup.saving import backup

__all__ = ["Finding", "backup", "check", "restore"]
