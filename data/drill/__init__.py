"""The drill: a synthetic March 2027 that reaches the program only through the doors real work uses.

Satellite files are made here in NASA FIRMS' keyless dialect and fetched, read, stored and grouped by the
same code as the real ones (DESIGN.md, rule 5). Nothing here writes a table directly.
"""
