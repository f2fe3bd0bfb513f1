"""Parts of the page *Thiết đặt*."""
