"""Baskets of a store: filled, discounted, parked, gone on with, or left."""

from comptoir.sales.actions.baskets.discounting import Manager, give_discount, take_discount_back
from comptoir.sales.actions.baskets.filling import add, add_by_code, add_coupon, change_quantity
from comptoir.sales.actions.baskets.keeping import leave, note, open_basket, park, resume

__all__ = [
    "Manager",
    "add",
    "add_by_code",
    "add_coupon",
    "change_quantity",
    "give_discount",
    "leave",
    "note",
    "open_basket",
    "park",
    "resume",
    "take_discount_back",
]
