"""Pictures of plain rows: a hemicycle as SVG or as text, and a matrix of coalitions, a tree.

This module draws and knows no politics. An SVG stands alone, scales with its container, carries a
title and a description, escapes every word, and has a ground of its own, light or dark as the
reader has set. It never tells things apart by colour alone: a cabinet is filled, support hatched,
toleration outlined, and everybody else pale with a thin outline.
"""

from __future__ import annotations

from formateur.charts.base import PALETTE, Slice, colour_of, seat_places
from formateur.charts.dots import dots_svg
from formateur.charts.hemicycle import hemicycle_svg
from formateur.charts.looks import GROUND, look_of, text_width
from formateur.charts.matrix import matrix_svg
from formateur.charts.plane import Place, plane_svg
from formateur.charts.png import svg_to_png
from formateur.charts.steps import Moved, steps_svg
from formateur.charts.terminal import hemicycle_text
from formateur.charts.tree import Node, tree_svg

__all__ = [
    "GROUND",
    "PALETTE",
    "Moved",
    "Node",
    "Place",
    "Slice",
    "colour_of",
    "dots_svg",
    "hemicycle_svg",
    "hemicycle_text",
    "look_of",
    "matrix_svg",
    "plane_svg",
    "seat_places",
    "steps_svg",
    "svg_to_png",
    "text_width",
    "tree_svg",
]
