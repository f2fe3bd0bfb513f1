"""The forest as this installation knows it: layers and when each counts, and what lies under each hotspot."""
