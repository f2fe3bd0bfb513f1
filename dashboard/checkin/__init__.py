"""``/checkin/{token}`` and ``/positions/{token}``: a patrol's member on their own phone, no account.

The page is read without a signal and without a script; what is pressed on it waits on the phone until the
server has confirmed it.
"""

from dashboard.checkin.routes import routes

__all__ = ["routes"]
