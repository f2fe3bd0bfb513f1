"""``/checkin/{token}`` and ``/positions/{token}``: a member of a patrol on their own phone, without an account.

The page is read without a signal and without a script; what is pressed on it waits on the phone until the
server has confirmed it.
"""

from dashboard.checkin.routes import routes

__all__ = ["routes"]
