"""One sitting: sign in, read, see, hear, find, on a desk and on a phone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Visit
from contradicting import answers
from fake_clock import FakeClock
from keeping import fold, take
from onrecord.domain.conversation import conversation_key
from onrecord.storage.engine import Database
from web import seed

pytestmark = pytest.mark.browser
SCREENS = ("/?view=missed", "/search?q=pump", "/status", "/limits", "/limits/media", "/setup")
ACCOUNT = ("/missing", "/missing/doubt.media.not_told", "/coverage", "/coverage/2026-11-19", "/statement")
TRUTH = ("/discrepancies?state=all", "/report?from=2026-11-01&to=2026-11-20", "/a/ACzero/why", "/why/CNdana")


def audio_time(page: Page, label: str) -> float:
    return float(page.evaluate(f"document.querySelector('.player[aria-label=\"{label}\"] audio').currentTime"))


def wait_until_heard(page: Page, label: str, seconds: float) -> None:
    for _ in range(100):
        if audio_time(page, label) > seconds:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{label} does not play: it stands at {audio_time(page, label)} s")


def test_reading_seeing_hearing(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    expect(page.locator(".views a[aria-current]")).to_contain_text("Waiting")
    visitor.open("Ellen Marsh")
    expect(page).to_have_url(re.compile(r"/c/CNseed\d+$"))
    expect(page).to_have_title("Ellen Marsh · Onrecord")
    expect(page.locator(".row[aria-current]")).to_contain_text("Ellen Marsh")
    assert page.evaluate("document.getElementById('scroller').scrollTop") == 0

    page.locator("a.photo").first.click()
    expect(page.locator(".pswp--ui-visible")).to_be_visible()
    expect(page.locator(".pswp__caption")).to_contain_text("Ellen Marsh")
    page.wait_for_timeout(600)  # while it opens, it takes no keys
    page.keyboard.press("ArrowRight")
    expect(page.locator(".pswp__counter")).to_have_text("2 / 5")
    page.keyboard.press("Escape")
    expect(page.locator(".pswp")).to_have_count(0)

    voicemail = page.get_by_role("group", name="Voicemail")
    voicemail.get_by_role("button", name="Play voicemail").click()
    wait_until_heard(page, "Voicemail", 0.2)
    expect(voicemail).to_have_class(re.compile("playing"))
    expect(voicemail.locator(".wave.drawn")).to_be_visible()

    page.locator("button.passage", has_text="impeller").click()
    wait_until_heard(page, "Recording", 6.4)
    assert audio_time(page, "Recording") < 9
    expect(page.locator("button.passage.now")).to_contain_text("impeller")
    expect(voicemail).not_to_have_class(re.compile("playing"))


def test_a_search_opens_at_the_line_of_the_transcript(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    page.keyboard.press("/")
    page.keyboard.type("polyureth")
    hit = page.locator(".row.hit")
    expect(hit).to_contain_text("polyurethane")
    hit.click()
    mark = page.locator(".passage mark")
    expect(mark).to_have_text("polyureth")
    expect(mark).to_be_in_viewport()
    expect(page).to_have_url(re.compile(r"at=AC.*#AC"))
    page.reload()
    expect(page.locator(".passage mark")).to_be_in_viewport()
    expect(page.locator("#find")).to_have_value("polyureth")


def test_the_phone_shows_one_thing_at_a_time(visit: Visit) -> None:
    visitor = visit(width=390, height=844, dark=True)
    page = visitor.page
    expect(page.locator(".pane")).to_be_hidden()
    visitor.open("Ellen Marsh")
    expect(page.locator(".side")).to_be_hidden()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    page.get_by_role("button", name="Details").first.click()
    expect(page.get_by_role("complementary", name="Details")).to_be_visible()
    page.get_by_role("button", name="Close details").click()
    page.get_by_role("link", name="Back to the list").click()
    expect(page.locator(".row").first).to_be_visible()
    page.go_back()
    expect(page.locator(".conversation h1")).to_have_text("Ellen Marsh")


def test_older_activities_come_without_a_jump(visit: Visit) -> None:
    visitor = visit()
    visitor.goto("/?view=all")
    page = visitor.open("Tom Aguilar")
    expect(page.locator(".item")).to_have_count(40)
    seen = page.evaluate(
        """async () => {
          const scroller = document.getElementById("scroller");
          scroller.scrollTop = -(scroller.scrollHeight - scroller.clientHeight) + 40;
          const top = scroller.getBoundingClientRect().top;
          const first = [...document.querySelectorAll(".item")].find((i) => i.getBoundingClientRect().bottom > top);
          const before = first.getBoundingClientRect().top;
          while (document.querySelectorAll(".item").length < 80) await new Promise((r) => setTimeout(r, 50));
          return [before, first.getBoundingClientRect().top];
        }"""
    )
    assert seen[0] == pytest.approx(seen[1], abs=2)
    for _ in range(8):
        page.evaluate("document.getElementById('scroller').scrollTop = -1e6")
        page.wait_for_timeout(150)
    expect(page.locator(".item")).to_have_count(151)
    days = page.eval_on_selector_all(".day", "all => all.map((day) => day.dataset.day)")
    assert days == sorted(set(days))


def test_what_arrives_appears_and_moves_nothing(visit: Visit, seeded_database: Database, tmp_path: Path) -> None:
    visitor = visit()
    visitor.goto("/?view=all")
    page = visitor.open("Tom Aguilar")
    key = conversation_key(seed.FIELD, [seed.TOM])

    def arrive(text: str, later: int) -> None:
        made = seed.Seed(seed.vault_in(tmp_path))
        made.counter = iter(range(90_000 + later, 99_999))  # type: ignore[assignment]  # ids that nothing else has
        made.message(key, seed.NOW + later, text)
        seeded_database.writer.write(lambda conn: seed.write_activities(conn, made.activities))

    page.wait_for_timeout(500)
    messages = page.locator("#details div", has_text=re.compile("^Messages")).locator("dd")
    counted = int(messages.text_content() or 0)
    arrive("The new pump is in", 1)
    expect(page.locator(".item", has_text="The new pump is in")).to_be_in_viewport(timeout=5_000)
    expect(page.locator(".row").first).to_contain_text("The new pump is in")
    expect(page.locator("#pill")).to_be_hidden()
    expect(messages).to_have_text(str(counted + 1), timeout=5_000)

    page.evaluate("document.getElementById('scroller').scrollTop = -700")
    held = page.locator(".item").nth(20)
    before = held.bounding_box()
    arrive("And it runs", 2)
    expect(page.locator("#pill")).to_contain_text("1 new", timeout=5_000)
    after = held.bounding_box()
    assert before is not None
    assert after is not None
    assert after["y"] == pytest.approx(before["y"], abs=2)
    page.locator("#pill").click()
    expect(page.locator(".item", has_text="And it runs")).to_be_in_viewport()
    expect(page.locator("#pill")).to_be_hidden()


def test_hands_can_stay_on_the_keyboard(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".row").nth(1)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator(".conversation h1")).to_have_text("Ellen Marsh")
    expect(page.locator("#scroller")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".row[aria-current]")).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("/")
    page.keyboard.type("zzzz")
    expect(page.locator("#list")).to_contain_text("Nothing on record has")
    page.keyboard.press("Escape")
    expect(page.locator(".row")).not_to_have_count(0)


def test_no_conversation_has_a_serious_finding(visit: Visit) -> None:
    visitor = visit()
    findings = visitor.findings("the inbox")
    for title in ("Ellen Marsh", "Otis Béla Grant", "Grace Lindqvist", "Priya Raman", "Tom Aguilar"):
        visitor.goto("/?view=all")
        visitor.open(title)
        findings += visitor.findings(title)
    assert not findings, "\n".join(findings)


def test_no_screen_has_a_serious_finding(visit: Visit, seeded_database: Database) -> None:
    take(seeded_database, answers())
    fold(seeded_database, FakeClock())
    visitor = visit()
    findings: list[str] = []
    for path in (*SCREENS, *ACCOUNT, *TRUTH, "/nothing-here"):
        visitor.goto(path)
        findings += visitor.findings(path)
    visitor.complaints[:] = [one for one in visitor.complaints if "404" not in one]  # the browser notes the last one
    visitor.page.context.clear_cookies()
    visitor.goto("/sign-in")
    findings += visitor.findings("sign-in")
    assert not findings, "\n".join(findings)
