"""What a PDF says, read from its content streams, and whether all of it is tagged."""

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pikepdf

Place = tuple[tuple[int, int], int]  # a page, and the number of a marked stretch of it
SHOWS = {"Tj", "TJ", "'", '"'}
READ = "BMC BDC EMC Tf Tj TJ ' \""  # the others say nothing of words
BEGINS_ANEW = {"/Title", "/H1", "/H2", "/H3", "/P", "/LI", "/LBody", "/TD", "/TH", "/TOCI", "/Div"}


class Reading:
    """The words of a PDF in the order in which they are heard, and the text outside of any tag."""

    def __init__(self, content: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(content))
        self.untagged = 0
        self.fonts: dict[tuple[int, int], Font] = {}
        self.marked: defaultdict[Place, list[str]] = defaultdict(list)
        for page in self.pdf.pages:
            self._look_through(page)
        self.text = "".join(self._heard(self.pdf.Root.StructTreeRoot.K, None))

    def _heard(self, kid: Any, page: Any) -> Iterator[str]:
        if isinstance(kid, int):
            yield "".join(self.marked[page, kid])
        elif isinstance(kid, pikepdf.Array):
            for one in kid:
                yield from self._heard(one, page)
        elif "/MCID" in kid:
            yield "".join(self.marked[kid.Pg.objgen if "/Pg" in kid else page, int(kid.MCID)])
        elif "/S" in kid:
            if kid.S in BEGINS_ANEW:
                yield "\n"
            if "/K" in kid:
                yield from self._heard(kid.K, kid.Pg.objgen if "/Pg" in kid else page)

    def elements(self) -> list[Any]:
        found, left = [], [self.pdf.Root.StructTreeRoot]
        while left:
            one = left.pop()
            if isinstance(one, pikepdf.Array):
                left += list(one)[::-1]
            elif isinstance(one, pikepdf.Dictionary):
                if "/S" in one:
                    found.append(one)
                if "/K" in one:
                    left.append(one.K)
        return found

    def kinds(self) -> list[str]:
        return [str(one.S) for one in self.elements()]

    def _look_through(self, page: Any) -> None:
        fonts = {name: self._font(font) for name, font in page.Resources.get("/Font", {}).items()}
        font, marks = None, []
        for operands, operator in pikepdf.parse_content_stream(page, READ):
            op = str(operator)
            if op in ("BMC", "BDC"):
                marks.append(Mark(operands))
            elif op == "EMC":
                marks.pop()
            elif op == "Tf":
                font = fonts[str(operands[0])]
            elif op in SHOWS and not any(mark.is_artifact for mark in marks):
                place = next((mark.id for mark in marks if mark.id is not None), None)
                self.untagged += place is None
                instead = next((mark for mark in marks if mark.instead is not None), None)
                if place is not None and font:
                    said = instead.say() if instead else font.read(operands[-1])
                    self.marked[page.objgen, place].append(said)

    def _font(self, font: Any) -> "Font":
        if font.objgen not in self.fonts:
            self.fonts[font.objgen] = Font(font)
        return self.fonts[font.objgen]


class Mark:
    def __init__(self, operands: Any) -> None:
        told = operands[1] if len(operands) > 1 else None
        told = told if isinstance(told, pikepdf.Dictionary) else {}
        self.is_artifact = str(operands[0]) == "/Artifact"
        self.id = int(told["/MCID"]) if "/MCID" in told else None
        self.instead = str(told["/ActualText"]) if "/ActualText" in told else None

    def say(self) -> str:
        """Once for all the signs in it."""
        said, self.instead = self.instead or "", ""
        return said


class Font:
    """Two bytes a sign, as typst writes them, and what each stands for."""

    def __init__(self, font: Any) -> None:
        self.signs: dict[int, str] = {}
        table = font.ToUnicode.read_bytes().decode("latin-1")
        for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.S):
            for code, text in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block):
                self.signs[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
        for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.S):
            for first, last, text in re.findall(
                r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block
            ):
                begins = ord(bytes.fromhex(text).decode("utf-16-be"))
                for code in range(int(first, 16), int(last, 16) + 1):
                    self.signs[code] = chr(begins + code - int(first, 16))

    def read(self, shown: Any) -> str:
        pieces = shown if isinstance(shown, pikepdf.Array) else [shown]
        data = b"".join(bytes(one) for one in pieces if isinstance(one, pikepdf.String))
        pairs = [data[at] << 8 | data[at + 1] for at in range(0, len(data), 2)]
        return "".join(self.signs.get(pair, "") for pair in pairs)
