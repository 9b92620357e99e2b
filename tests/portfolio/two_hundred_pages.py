"""What two hundred pages take, in a process of their own.

    python -m tests.portfolio.two_hundred_pages

Prints one line of JSON: pages, seconds, the most memory (MB), bytes, and how busy the machine was.
"""

import json
import os
import sys
import time

import django


def measured() -> dict[str, float]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from portfolio.documents.pdf import as_pdf
    from tests.faults.busy import busyness
    from tests.memory import peak
    from tests.portfolio.samples import long_document

    document = long_document(100)
    busy = busyness()
    began = time.monotonic()
    made = as_pdf(document)
    seconds = time.monotonic() - began
    busy = max(busy, busyness())
    return {
        "pages": made.content.count(b"/Type/Page/") or made.content.count(b"/Type /Page\n"),
        "seconds": round(seconds, 2),
        "megabytes": round(peak() / 1024),
        "bytes": len(made.content),
        "busy": round(busy, 1),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measured()) + "\n")
