"""Alerts in the Common Alerting Protocol 1.2 (OASIS, 1 July 2010): what other programs can read of a fire or
of an announced danger level.

A row of `matter_fact` is append-only, so each row that is worth telling is one message for ever: `chain`
says which rows are (Alert, Update, Cancel), `composing` puts a row into words, `writing` into XML, and `atom`
lists the messages as a feed.
"""
