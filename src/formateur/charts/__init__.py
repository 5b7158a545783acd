"""Pictures of plain rows: a hemicycle as SVG or as text, and a matrix of coalitions, a tree.

This module draws and knows no politics. An SVG stands alone, scales with its container, carries a
title and a description, escapes every word, takes the colour of the text around it, and never
tells things apart by colour alone: a cabinet is filled, support hatched, toleration outlined, and
everybody else pale with a thin outline.
"""

from __future__ import annotations

from formateur.charts.base import PALETTE, Slice, colour_of, seat_places
from formateur.charts.dots import dots_svg
from formateur.charts.hemicycle import hemicycle_svg
from formateur.charts.looks import text_width
from formateur.charts.matrix import matrix_svg
from formateur.charts.plane import Place, plane_svg
from formateur.charts.png import svg_to_png
from formateur.charts.steps import Moved, steps_svg
from formateur.charts.terminal import hemicycle_text
from formateur.charts.tree import Node, tree_svg

__all__ = [
    "PALETTE",
    "Moved",
    "Node",
    "Place",
    "Slice",
    "colour_of",
    "dots_svg",
    "hemicycle_svg",
    "hemicycle_text",
    "matrix_svg",
    "plane_svg",
    "seat_places",
    "steps_svg",
    "svg_to_png",
    "text_width",
    "tree_svg",
]
