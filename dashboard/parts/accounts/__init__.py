"""Accounts, their roles and tokens: pieces of the pages about them."""
