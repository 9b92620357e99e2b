"""A QR code as numbers for an inline SVG: pictures as `data:` are refused by the page's policy."""

from dataclasses import dataclass

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4  # light modules around it, without which no camera finds it


@dataclass(frozen=True)
class Drawing:
    size: int
    path: str


def draw(text: str) -> Drawing:
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    runs = [run for y, row in enumerate(rows) for run in _runs(y, row)]
    return Drawing(len(rows), "".join(runs))


def _runs(y: int, row: list[bool]) -> list[str]:
    """Dark modules side by side as one bar: a path a third as long."""
    found, x = [], 0
    while x < len(row):
        end = x
        while end < len(row) and row[end]:
            end += 1
        if end > x:
            found.append(f"M{x} {y}h{end - x}v1h-{end - x}z")
        x = end + 1
    return found
