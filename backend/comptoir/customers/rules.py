"""How customers are named on a store's screens."""


def short_name(name: str) -> str:
    """Enough to call somebody, and no more: first name and initial, like `Marie D.`"""
    first, *others = name.split() or [""]
    return f"{first} {others[-1][0].upper()}." if others else first
