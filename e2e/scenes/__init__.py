"""All that can be seen, scene by scene: who looks, and how they come there."""

from e2e.scenes import (
    access,
    board,
    boxes,
    correcting,
    counter,
    customer,
    deciding,
    feeding,
    location,
    network,
    office,
    policies,
    practising,
    routing,
    store,
    walking,
    without,
)
from e2e.scenes.scene import SCENES, Scene

__all__ = [
    "SCENES",
    "Scene",
    "access",
    "board",
    "boxes",
    "correcting",
    "counter",
    "customer",
    "deciding",
    "feeding",
    "location",
    "network",
    "office",
    "policies",
    "practising",
    "routing",
    "store",
    "walking",
    "without",
]
