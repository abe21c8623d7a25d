"""A minimal PDF of text lines: valid, readable, without a library.

Objects stand in the order in which REDCap's own PDFs have them: pages first, from number 3.
"""

LINES_PER_PAGE = 60
MAX_LINE = 100
PAGES = 1
FONT = 2
FIRST_PAGE = 3


def pdf_of(lines: list[str]) -> bytes:
    """A PDF document with the lines in order, as many pages as needed."""
    pages = [lines[start : start + LINES_PER_PAGE] for start in range(0, len(lines), 60)] or [[]]
    objects: dict[int, bytes] = {}
    kids = []
    for number, page in enumerate(pages):
        place = FIRST_PAGE + 2 * number
        content = _text(page)
        kids.append(f"{place} 0 R")
        objects[place] = (
            f"<< /Type /Page /Parent {PAGES} 0 R /MediaBox [0 0 612 792] /Contents {place + 1} 0 R"
            f" /Resources << /Font << /F1 {FONT} 0 R >> >> >>"
        ).encode()
        objects[place + 1] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)
    objects[PAGES] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    objects[FONT] = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding %s >>" % (
        b"/WinAnsiEncoding"
    )
    root = FIRST_PAGE + 2 * len(pages)
    objects[root] = f"<< /Type /Catalog /Pages {PAGES} 0 R >>".encode()
    return _file(objects, root)


def _text(lines: list[str]) -> bytes:
    shown = b"".join(b"(%s) Tj T*\n" % _escaped(line) for line in lines)
    return b"BT /F1 10 Tf 12 TL 50 750 Td\n" + shown + b"ET"


def _escaped(line: str) -> bytes:
    text = " ".join(line[:MAX_LINE].split()) if line.strip() else ""
    raw = text.encode("cp1252", errors="replace")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _file(objects: dict[int, bytes], root: int) -> bytes:
    body, offsets = b"%PDF-1.3\n", {}
    for number, content in objects.items():
        offsets[number] = len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offsets[number] for number in sorted(offsets))
    count = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
        + b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (count, root, len(body))
    )
