"""Parts of the page *Trực ban*: who is on duty, the roster, the book."""
