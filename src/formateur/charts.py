"""Placeholder while the charts are drawn elsewhere."""
from dataclasses import dataclass

@dataclass(frozen=True, slots=True)
class Slice:
    id: str
    label: str
    seats: int
    colour: str | None = None
    group: str = ""

def hemicycle_svg(slices, *, title, desc="", majority=None, width=720): return "<svg/>"
def hemicycle_text(slices, *, width=60, colour=False, majority=None): return "(hemicycle)"
def matrix_svg(rows, columns, cells, *, title, desc=""): return "<svg/>"
def svg_to_png(svg, *, width): return b""
