"""Parts of the page *Lịch*."""
