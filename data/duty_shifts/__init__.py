"""Who is on duty now, per agency. A shift never ends by itself: a forgotten one is flagged, not closed."""

from data.duty_shifts.reading import forgotten, history, on_duty
from data.duty_shifts.signing import By, Shift, hand_over, sign_off, sign_on

__all__ = ["By", "Shift", "forgotten", "hand_over", "history", "on_duty", "sign_off", "sign_on"]
