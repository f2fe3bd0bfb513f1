"""The wall: a page that nobody touches. One component holds panels and map; the server sends what changed."""
