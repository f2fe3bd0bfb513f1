"""What comes back from the form: read, matched by id, stored once."""

from data.checking.submissions.taking import Outcome, PhotoOutcome, submissions, take

__all__ = ["Outcome", "PhotoOutcome", "submissions", "take"]
