"""From the bytes of a fire file to stored hotspots, passes, runs and fire events."""

from data.ingest.runs import UPLOAD, RunInfo, record_failure, record_unchanged, stored_before
from data.ingest.storing import Stored, store
from data.ingest.unpack import MOST_BYTES, safe_name, unpack
from data.ingest.uploading import Preview, preview, record_refusal, store_preview

__all__ = [
    "MOST_BYTES",
    "UPLOAD",
    "Preview",
    "RunInfo",
    "Stored",
    "preview",
    "record_failure",
    "record_refusal",
    "record_unchanged",
    "safe_name",
    "store",
    "store_preview",
    "stored_before",
    "unpack",
]
