"""The section *Tuần tra* of the page *Quy hoạch tuần tra*."""
