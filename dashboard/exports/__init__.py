"""What people and programs take away: files, and the endpoints that make them."""
