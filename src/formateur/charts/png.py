"""SVG as PNG."""

from __future__ import annotations

from formateur.errors import MissingExtraError

__all__ = ["svg_to_png"]


def svg_to_png(svg: str, *, width: int) -> bytes:
    """An SVG of ours as PNG, `width` pixels wide, dark words on white.

    Words are drawn with the fonts of the machine (Arial, Helvetica, Liberation, Noto or DejaVu
    Sans). A machine that has none of them draws no words: install one, for instance with
    ``apt install fonts-dejavu-core``.

    Raises
    ------
    MissingExtraError
        Without resvg-py: ``pip install "formateur[png]"``.
    """
    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        raise MissingExtraError("a PNG", "resvg-py", "png") from None
    return bytes(svg_to_bytes(svg_string=svg, width=width, background="white"))
