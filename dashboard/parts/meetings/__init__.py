"""Parts of the page *Hội nghị*."""
