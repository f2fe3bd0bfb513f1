"""The duty desk."""
