"""The README's pictures of the explorer, or one of every kind of page: ``python tools/screenshots.py``.

``--all DIR`` writes every kind of page, as wide as on a desk and on a telephone, into a directory;
``--dark`` as somebody sees them who likes it dark. Needs a Chromium on the path.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.programs import find  # noqa: E402
from tests.web.serving import serving  # noqa: E402
from tests.web.test_browser import DESKTOP, FLAGS, PHONE  # noqa: E402
from tests.web.test_pages import AT_FAULT, KINDS  # noqa: E402

PICTURES = {"home": "home", "role": "role", "path": "path"}  # file in docs/screenshots: kind of page


def shoot(
    browser: Browser, url: str, address: str, target: Path, width: dict[str, int], whole: bool, dark: bool
) -> None:
    """Write one picture of a page: what a window shows of it, or the whole of it."""
    context = browser.new_context(viewport=width, color_scheme="dark" if dark else "light")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(url + address)
    page.screenshot(path=target, full_page=whole)
    context.close()


def main() -> int:
    """Serve the real graph and take the pictures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--all", type=Path, metavar="DIR", help="every kind of page, into this directory")
    parser.add_argument("--dark", action="store_true")
    options = parser.parse_args()
    with serving() as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find("Chromium"), args=FLAGS)
        if options.all is None:
            for name, kind in PICTURES.items():
                target = ROOT / "docs" / "screenshots" / f"{name}.png"
                shoot(browser, served.url, KINDS[kind], target, DESKTOP, False, options.dark)
        else:
            options.all.mkdir(parents=True, exist_ok=True)
            pages = KINDS | {kind: address for kind, (address, _) in AT_FAULT.items()}
            for kind, address in pages.items():
                for width in (DESKTOP, PHONE):
                    target = options.all / f"{kind.replace(' ', '-').replace(',', '')}-{width['width']}.png"
                    shoot(browser, served.url, address, target, width, True, options.dark)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
