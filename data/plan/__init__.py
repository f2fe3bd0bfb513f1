"""The coordination plan as a record: what was signed, for which days, and what comes after it."""

from data.plan.editing import Plan, add_plan, attach_scan, edit_plan, undo_plan, withdraw_plan
from data.plan.loading import load_plans
from data.plan.reading import list_plans, plan_at, plan_history, plan_of, read_scan

__all__ = [
    "Plan",
    "add_plan",
    "attach_scan",
    "edit_plan",
    "list_plans",
    "load_plans",
    "plan_at",
    "plan_history",
    "plan_of",
    "read_scan",
    "undo_plan",
    "withdraw_plan",
]
