"""The independent look: which duties should there be, and is the ledger that?

It shares nothing with the ledger's writer but the tables: where both agree, two programs agree.
"""

from data.auditing.auditor import audit, audit_due, audit_now, keep, latest, standing
from data.auditing.findings import Finding

__all__ = ["Finding", "audit", "audit_due", "audit_now", "keep", "latest", "standing"]
