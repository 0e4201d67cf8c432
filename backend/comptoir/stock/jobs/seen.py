"""Which levels a feed spoke of: a bit for each, so that a million fit into half a megabyte."""

ROOM = 1024


class Seen:
    """Bits by location and variant; variants are numbered without large gaps."""

    def __init__(self) -> None:
        self._marks: dict[int, bytearray] = {}

    def mark(self, location_id: int, variant_id: int) -> bool:
        """Mark a level; says whether it was marked before."""
        marks = self._marks.get(location_id)
        if marks is None:
            marks = self._marks[location_id] = bytearray()
        place, bit = variant_id >> 3, 1 << (variant_id & 7)
        if place >= len(marks):
            marks.extend(bytes(place - len(marks) + ROOM))
        was_marked = marks[place] & bit
        marks[place] |= bit
        return bool(was_marked)
