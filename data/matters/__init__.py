"""What is known of matters: anything that raises duties, from the records it comes from."""
