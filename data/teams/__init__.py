"""Joint teams (đoàn liên ngành): formed by a decision, they inspect, guide, and come back to look again."""
