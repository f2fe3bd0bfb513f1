"""Periodic reports: the plan's indicators over a period, beside the one before and last year's; frozen."""
