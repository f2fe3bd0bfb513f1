"""The pages under ``/m/`` for a phone in a valley: my list, a fire's sheet, what was found there.

They are read without a script and without a signal; what is written waits on the phone until the server has
confirmed it.
"""

from dashboard.field.routes import routes

__all__ = ["routes"]
