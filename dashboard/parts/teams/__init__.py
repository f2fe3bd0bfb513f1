"""Parts of the page *Đoàn liên ngành*."""
