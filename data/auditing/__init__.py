"""The independent look: which duties should there be, and is the ledger that?"""
