"""Parts of the page *Tập huấn, tuyên truyền*."""
