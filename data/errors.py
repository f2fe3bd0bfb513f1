"""Every way in which `data` refuses: the same shape as `geo.errors` (code, params, one English sentence)."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from geo.errors import GeoError


class DataError(GeoError):
    """Base of all refusals of the store and its rules."""

    code = "data_error"
    sentence = "The store refuses this"


class UnknownRevision(DataError):
    """The database was made by a newer program than this one."""

    code = "unknown_revision"
    sentence = "The database is at revision {revision}, which this version of the program does not know"


class NotABackup(DataError):
    """The file that should be restored is something else."""

    code = "not_a_backup"
    sentence = "{file} is not a backup of this program: {detail}"


class BackupDamaged(DataError):
    """The backup can be opened, but a check found something wrong in it."""

    code = "backup_damaged"
    sentence = "{file} is damaged and was not restored: {detail}"


class BackupFailed(DataError):
    """The backup could not be written."""

    code = "backup_failed"
    sentence = "The backup could not be written to {file}: {detail}"


class DatabaseInUse(DataError):
    """Somebody holds a live lease (`name`, `until`) on the database, or is writing to it."""

    code = "database_in_use"
    sentence = "The database is in use by {holder}; stop that process first"


class NotSqlite(DataError):
    """Backup, restore and check of a file make no sense on a database server."""

    code = "not_sqlite"
    sentence = "This database is on PostgreSQL: use {tool} instead"


class LeaseLost(DataError):
    """A worker that was thought dead tries to go on."""

    code = "lease_lost"
    sentence = "The lease {name} with token {token} is no longer held"


class EventUnknown(DataError):
    """No fire event was ever known by this id."""

    code = "event_unknown"
    sentence = "No fire event was ever known as {event_id}"


class DecisionInvalid(DataError):
    """A split or merge that cannot be carried out."""

    code = "decision_invalid"
    sentence = "This decision cannot be carried out: {problem}"


class ConflictError(DataError):
    """Somebody else changed the record since it was shown."""

    code = "conflict"
    sentence = "{record_id} was changed meanwhile: version {seen} was shown, version {stored} is stored"


def refuse_stale(record_kind: str, record_id: str | int, seen: int | None, stored: int) -> None:
    """Raises ConflictError where another version is stored than was seen (None: whatever is stored now)."""
    if seen is not None and seen != stored:
        raise ConflictError(record_kind=record_kind, record_id=record_id, seen=seen, stored=stored)


class DrillBackwards(DataError):
    """The scenario's clock goes forward only; the way back is a restart."""

    code = "drill_backwards"
    sentence = "The drill is at {now} and cannot go back to {to}: restart it instead"
