"""The duty book on paper."""
