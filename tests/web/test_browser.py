"""What people do in a real browser, with scripts off: by mouse, by keyboard alone, with a screen reader."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.programs import find, needs
from tests.web.serving import Served
from tests.web.test_pages import AT_FAULT, KINDS, PATH

pytestmark = [pytest.mark.browser, needs("Chromium")]

# The flags that keep Chromium from calling its maker, which on a closed network means waiting.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Every kind of page, the largest by a smaller one of its kind: axe takes milliseconds for each element.
PAGES = {
    **{kind: address for kind, address in KINDS.items() if kind not in {"job family", "no path"}},
    **{kind: address for kind, (address, _) in AT_FAULT.items()},
    "role": "/id/county/community-care-officer",
    "level": "/id/bexley/social-care-assistant_06",
    "Act": "/legislation/ukpga/1996/53",
}
# The lists, tables, forms and drawings that a narrow window lays out anew all stand on these.
NARROW = (
    "home",
    "role",
    "level",
    "provision",
    "timeline",
    "event",
    "judgment",
    "scheme",
    "statement",
    "choice",
    "competencies",
    "competency",
    "compare",
    "path",
    "equivalents",
    "question",
    "answer",
    "question at fault",
    "SPARQL answer",
    "checks",
    "search",
)
# All that has a colour of its own stands on one of these.
COLOURED = (
    "home",
    "role",
    "level",
    "path",
    "compare",
    "provision",
    "timeline",
    "event",
    "answer",
    "SPARQL at fault",
    "question at fault",
    "path from",
)
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


# Not longer than this file: as long as it is open, an event loop runs in this thread.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The Chromium of this machine, without a window."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=find("Chromium"), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def context(browser: Browser, served: Served) -> Iterator[BrowserContext]:
    """A browser in which no script of a page can run."""
    opened = browser.new_context(base_url=served.url, viewport=DESKTOP, java_script_enabled=False)  # type: ignore[arg-type]
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A new tab; what the browser complains about fails the test."""
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    yield opened
    opened.close()
    # That an answer has the status 400 is meant; it is said on the page.
    assert not [said for said in complaints if "status of 400" not in said]


def test_axe_finds_nothing_on_any_kind_of_page(browser: Browser, served: Served) -> None:
    with browser.new_context(base_url=served.url, viewport=DESKTOP) as context:  # type: ignore[arg-type]
        assert not examine(context, {"runOnly": {"type": "tag", "values": RULES}})


def test_axe_finds_the_contrast_good_in_the_dark_too(browser: Browser, served: Served) -> None:
    with browser.new_context(base_url=served.url, viewport=DESKTOP, color_scheme="dark") as context:  # type: ignore[arg-type]
        assert not examine(context, {"runOnly": {"type": "rule", "values": ["color-contrast"]}}, COLOURED)


def test_axe_finds_nothing_at_phone_width(browser: Browser, served: Served) -> None:
    rules = {"color-contrast": {"enabled": False}}
    with browser.new_context(base_url=served.url, viewport=PHONE, is_mobile=True, has_touch=True) as context:  # type: ignore[arg-type]
        assert not examine(context, {"runOnly": {"type": "tag", "values": RULES}, "rules": rules}, NARROW)


def examine(
    context: BrowserContext, options: dict[str, object], kinds: Iterable[str] = tuple(PAGES)
) -> dict[str, str]:
    """What axe finds on each kind of page: (page and rule, an element at fault)."""
    found = {}
    axe, tab = Axe(), context.new_page()
    for kind in kinds:
        tab.goto(PAGES[kind])
        results = axe.run(tab, options={**options, "resultTypes": ["violations"]})
        # The rules of WCAG 2.2 are in axe from 4.5 on.
        assert [int(part) for part in results.response["testEngine"]["version"].split(".")[:2]] >= [4, 5]
        for violation in results.response["violations"]:
            found[f"{kind}: {violation['id']}"] = violation["nodes"][0]["html"][:200]
    return found


def test_an_officer_runs_a_question_and_takes_the_answer_away(page: Page, tmp_path: Path) -> None:
    page.goto("/")
    page.get_by_role("link", name="Ask a question").click()
    page.get_by_role("link", name="What does a level carry, and which rung brought it in?").click()
    page.get_by_label("Level").select_option(label="Social Care Assistant, Bexley 07")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("heading", name="Answer")).to_be_visible()
    shown = page.locator("table.answer tbody tr:not(.group)").count()
    assert shown > 50
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    target = tmp_path / "answer.csv"
    download.value.save_as(target)
    with target.open(encoding="utf-8") as file:
        assert len(list(csv.reader(file))) == shown + 1
    bookmark = page.url
    page.goto("/")
    page.goto(bookmark)
    assert page.locator("table.answer tbody tr:not(.group)").count() == shown


def test_an_officer_who_forgets_a_field_is_led_to_it(page: Page) -> None:
    page.goto("/questions/gap")
    page.get_by_role("button", name="Ask").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("There is a problem")
    summary.get_by_role("link", name="Fill in ‘To’.").click()
    assert page.url.endswith("#to")
    expect(page.locator("#to")).to_have_attribute("aria-invalid", "true")


def test_a_planner_finds_a_path_sees_the_drawing_and_follows_a_link(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Plan a move").click()
    page.get_by_label("From", exact=True).select_option(label="Community Care Officer")
    page.get_by_label("To", exact=True).select_option(
        label="Social Worker, Band C (Advanced Social Work Practitioner)"
    )
    page.get_by_role("button", name="Find the way").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "From Community Care Officer to Social Worker, Band C"
    )
    drawing = page.locator("figure svg")
    expect(drawing).to_be_visible()
    box = drawing.bounding_box()
    assert box
    assert box["width"] > 500
    assert page.locator("ol.hops > li").count() >= 2
    drawing.locator("a").filter(has_text="Band A").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Social Worker, Band A")
    page.go_back()
    page.get_by_text("Which topics").first.click()
    expect(page.get_by_text("To learn", exact=True).first).to_be_visible()


def test_a_planner_goes_from_council_to_statement_to_law(page: Page) -> None:
    page.goto("/councils")
    page.get_by_role("link", name="Social Care Assistant", exact=True).click()
    page.get_by_role("link", name="Social Care Assistant, Bexley 07").click()
    page.get_by_role("link", name="Experience where safeguarding interventions were needed").click()
    expect(
        page.get_by_text("Social Care Assistant › Bexley07 › Relevant Technical Experience and Knowledge › 5")
    ).to_be_visible()
    page.get_by_role("link", name="Care Act 2014, s.42").first.click()
    expect(page.get_by_role("heading", name="Whose work stands under it")).to_be_visible()
    expect(page.get_by_role("link", name="Social Care Assistant, Bexley 07")).to_be_visible()


def test_an_engineer_mistypes_a_query_mends_it_and_gets_rows(page: Page) -> None:
    page.goto("/sparql")
    page.get_by_label("Query").fill("SELECT ?level {\n  ?level a scg:Level FILTR\n}")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("alert")).to_contain_text("Line 2, column 22: 'FILTR' is not expected here.")
    expect(page.get_by_label("Query")).to_have_value(re.compile("FILTR"))
    page.get_by_label("Query").fill("SELECT ?level {\n  ?level a scg:Level\n}")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_text("30 rows")).to_be_visible()


def test_everything_can_be_done_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Search roles, topics, law and statements")).to_be_focused()
    page.keyboard.type("capacity")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("capacity")
    page.goto("/path")
    page.get_by_label("From").focus()
    page.keyboard.type("Community Care Officer")
    page.keyboard.press("Tab")
    page.keyboard.type("Social Worker, Band A")
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Find the way")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "From Community Care Officer to Social Worker, Band A"
    )


def test_what_has_the_focus_can_be_seen(browser: Browser, served: Served) -> None:
    with browser.new_context(base_url=served.url, viewport=DESKTOP) as context:  # type: ignore[arg-type]
        tab = context.new_page()
        tab.goto(PATH)
        for _ in range(25):
            tab.keyboard.press("Tab")
            seen = tab.evaluate(
                """() => { const e = document.activeElement, s = getComputedStyle(e);
                const outlined = s.outlineStyle !== 'none' && s.outlineWidth !== '0px';
                const shown = s.boxShadow !== 'none' || outlined;
                return [e.tagName, shown, e.getBoundingClientRect().width > 0]; }"""
            )
            assert seen[1], seen
            assert seen[2], seen


def test_a_screen_reader_meets_the_page_in_a_sensible_order(page: Page) -> None:
    for address in ("/", "/id/bexley/social-care-assistant_07", PATH, "/questions/gap?from=nosuch&to="):
        page.goto(address)
        assert page.get_by_role("banner").count() == 1
        assert page.get_by_role("main").count() == 1
        assert page.get_by_role("contentinfo").count() == 1
        assert page.get_by_role("navigation", name="Main").count() == 1
        text = page.content()
        order = [text.index(mark) for mark in ('class="skip"', "<header", "<nav", "<main", "<h1", "<footer")]
        assert order == sorted(order)
        levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", text.partition("<main")[2])]
        first = levels.index(1)
        assert all(
            after - before <= 1 for before, after in zip(levels[first:], levels[first + 1 :], strict=False)
        )
        for table in re.findall(r"<table.*?</table>", text, re.DOTALL):
            assert "<caption" in table
            assert '<th scope="col"' in table


def test_text_can_be_made_twice_as_large_without_being_cut_off(browser: Browser, served: Served) -> None:
    # 640 pixels at double size are a desktop window zoomed to 200 %; 320 are 400 %, as WCAG's reflow asks.
    for width in (640, 320):
        with browser.new_context(base_url=served.url, viewport={"width": width, "height": 500}) as context:
            tab = context.new_page()
            for kind, address in KINDS.items():
                tab.goto(address)
                assert tab.evaluate("document.documentElement.scrollWidth") <= width, (kind, width)


def test_a_page_prints_without_what_is_only_for_the_screen(browser: Browser, served: Served) -> None:
    with browser.new_context(base_url=served.url, viewport=DESKTOP) as context:  # type: ignore[arg-type]
        tab = context.new_page()
        tab.goto("/id/bexley/social-care-assistant_07")
        tab.emulate_media(media="print")
        expect(tab.get_by_role("navigation", name="Main")).to_be_hidden()
        expect(tab.get_by_role("heading", level=1)).to_be_visible()
        expect(tab.locator(".place").first).to_be_visible()
        assert len(tab.pdf()) > 10_000


def test_nothing_is_cut_off_at_the_edge_of_the_paper(browser: Browser, served: Served) -> None:
    # A4 with Chromium's margins is 718 pixels wide.
    with browser.new_context(base_url=served.url, viewport={"width": 718, "height": 1000}) as context:
        tab = context.new_page()
        tab.emulate_media(media="print")
        for kind in (
            "path",
            "equivalents",
            "compare",
            "competency",
            "competencies",
            "level",
            "choice",
            "timeline",
            "event",
        ):
            tab.goto(PAGES[kind])
            assert tab.evaluate("document.documentElement.scrollWidth") <= 718, kind
