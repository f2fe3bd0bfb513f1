"""Parts of the page *Hồ sơ chung*."""
