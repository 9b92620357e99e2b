"""A drawing as dots, for Word, which has no use for SVG."""

import typst

from portfolio.documents.fonts import fonts
from portfolio.documents.pdf import TEMPLATE


def as_png(svg: bytes) -> bytes:
    compiler = typst.Compiler(TEMPLATE / "picture.typ", root=TEMPLATE, font_paths=fonts())
    made = compiler.compile(sys_inputs={"svg": svg.decode()}, format="png", ppi=200)
    if not isinstance(made, bytes):
        raise TypeError("A picture is one page.")
    return made
