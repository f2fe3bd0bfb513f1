"""What was decided or recommended, whose it is, by when, and whether it was done."""

from data.followup.acting import Item, add_item, cancel_item, edit_item, finish_item, reopen_item
from data.followup.errors import ItemInvalid, ItemUnknown
from data.followup.reading import item_of, items_of, open_items, overdue

__all__ = [
    "Item",
    "ItemInvalid",
    "ItemUnknown",
    "add_item",
    "cancel_item",
    "edit_item",
    "finish_item",
    "item_of",
    "items_of",
    "open_items",
    "overdue",
    "reopen_item",
]
