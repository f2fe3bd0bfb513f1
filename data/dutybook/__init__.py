"""The duty book: who is to be on duty when, what a shift did, and what it handed over to the next."""
