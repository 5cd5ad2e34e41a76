"""The shop's page and its chat widget, in a real browser."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.e2e.conftest import SHOP_ORIGIN, SHOP_PORT
from tests.servers import missing

pytestmark = pytest.mark.e2e

ANSWER_MS = 20_000
# Chromium otherwise calls home at every start.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; without one the tests are skipped, unless TACTFUL_REQUIRE_BROWSER is set."""
    path = os.environ.get("TACTFUL_CHROMIUM") or shutil.which("chromium")
    if path is None:
        missing("BROWSER", "no chromium on the path: install it, or name it in TACTFUL_CHROMIUM")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, running_assistant: str) -> Iterator[Page]:
    """The shop's page, with its products on it."""
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(f"{running_assistant}/shop/")
    expect(opened.locator("li.product").first).to_be_visible(timeout=ANSWER_MS)
    yield opened
    context.close()
    assert not errors


def say(page: Page, text: str) -> None:
    """Type into the widget, and wait until the assistant has finished its answer."""
    chat = page.locator("tactful-chat")
    answers = chat.locator(".bubble.bot:not(.typing)")
    before = answers.count()
    chat.locator("textarea").fill(text)
    chat.locator("textarea").press("Enter")
    expect(answers).not_to_have_count(before, timeout=ANSWER_MS)
    expect(chat.locator(".typing")).to_be_hidden(timeout=ANSWER_MS)


def test_products_arrive_as_cards_with_picture_price_and_reason(page: Page) -> None:
    page.click("#open-chat")
    say(page, "I'm looking for a waterproof jacket under £150")
    cards = page.locator("tactful-chat .card")
    expect(cards).not_to_have_count(0)
    for card in cards.all():
        card.scroll_into_view_if_needed()
        expect(card.locator("strong")).to_contain_text("£")
        expect(card.locator(".reason")).not_to_be_empty()
        picture = card.locator("img")
        picture.evaluate("image => image.decode()")
        assert picture.evaluate("image => image.naturalWidth") > 0
    count = page.locator("tactful-chat ol.products").count()
    cards.first.get_by_role("button", name="More like this").click()
    expect(page.locator("tactful-chat ol.products")).to_have_count(count + 1, timeout=ANSWER_MS)
    picture_to = os.environ.get("TACTFUL_SCREENSHOT")
    if picture_to:
        page.screenshot(path=Path(picture_to))


def test_the_widget_works_on_a_page_of_another_origin(
    browser: Browser, running_assistant: str, tmp_path: Path
) -> None:
    page = browser.new_page()
    body = f"""
        <!DOCTYPE html><title>A shop</title>
        <script type="module" src="{running_assistant}/shop/assets/tactful-chat.js"></script>
        <tactful-chat server="{running_assistant}" shop-name="Fernway"></tactful-chat>"""
    (tmp_path / "index.html").write_text(body, encoding="utf-8")
    pages = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", SHOP_PORT), pages) as shop:
        Thread(target=shop.serve_forever, daemon=True).start()
        page.goto(f"{SHOP_ORIGIN}/")
        shop.shutdown()
    page.wait_for_function("Boolean(customElements.get('tactful-chat'))", timeout=ANSWER_MS)
    page.locator("tactful-chat").evaluate("chat => chat.open()")
    say(page, "I'm looking for a waterproof jacket under £150")
    picture = page.locator("tactful-chat .card img").first
    picture.scroll_into_view_if_needed()
    picture.evaluate("image => image.decode()")
    page.context.close()


def test_a_quick_reply_is_a_command_but_a_typed_one_is_text(page: Page) -> None:
    page.click("#open-chat")
    say(page, "/order_status")
    say(page, "what can you do?")
    replies = page.locator("tactful-chat .reply", has_text="Return something")
    replies.last.click()
    asked = page.locator("tactful-chat .bubble.bot:not(.typing)").last
    expect(asked).to_contain_text("order number", timeout=ANSWER_MS)


def test_whoever_is_signed_in_need_not_prove_it(page: Page) -> None:
    page.click("#sign-in")
    expect(page.locator("#sign-in")).to_contain_text("Sign out")
    page.click("#open-chat")
    say(page, "where is order 10023?")
    answer = page.locator("tactful-chat .bubble.bot:not(.typing)").last
    expect(answer).to_contain_text("tracking")
    page.click("#sign-in")
    say(page, "where is order 10023?")
    expect(answer).to_contain_text("postcode")


def test_what_is_in_the_basket_is_known_to_the_assistant(page: Page) -> None:
    chat = page.locator("tactful-chat")
    page.locator("#filter").get_by_role("button", name="Tents").click()
    tent = page.locator("li.product", has_text="Tent").first
    title = tent.locator("h3").inner_text()
    tent.get_by_role("button", name="Add").click()
    expect(page.locator("#basket-button")).to_have_text("Basket · 1")
    page.reload()
    expect(page.locator("#basket-button")).to_have_text("Basket · 1", timeout=ANSWER_MS)
    page.click("#open-chat")
    expect(chat.get_by_role("radio", name="Session")).to_be_checked(timeout=ANSWER_MS)
    say(page, "what else do I need?")
    answers = chat.locator(".bubble.bot:not(.typing)")
    expect(answers.last).to_contain_text(f"With what is in your basket (the {title}) go well")
    expect(chat.locator(".card")).not_to_have_count(0)
    expect(chat.locator(".card .title", has_text=title)).to_have_count(0)
    picture_to = os.environ.get("TACTFUL_BASKET_SCREENSHOT")
    page.click("#basket-button")
    if picture_to:
        page.screenshot(path=Path(picture_to))
    page.locator("#basket").get_by_role("button", name="Remove").click()
    expect(page.locator("#basket")).to_contain_text("nothing in it")
    say(page, "what goes with my basket?")
    expect(answers.last).to_contain_text("I see nothing in your basket")


def test_the_basket_is_not_sent_with_the_dial_at_off(page: Page) -> None:
    chat = page.locator("tactful-chat")
    page.locator("li.product").get_by_role("button", name="Add").first.click()
    page.click("#open-chat")
    expect(chat.get_by_role("radio", name="Session")).to_be_checked(timeout=ANSWER_MS)
    chat.locator(".levels label").filter(has_text="Off").click()
    chat.get_by_role("alertdialog").get_by_role("button", name="Yes").click()
    expect(chat.get_by_role("radio", name="Off")).to_be_checked(timeout=ANSWER_MS)
    page.evaluate(
        """() => {
            const send = WebSocket.prototype.send;
            window.sent = [];
            WebSocket.prototype.send = function (data) {
                window.sent.push(`${data}`);
                return send.call(this, data);
            };
        }"""
    )
    say(page, "what goes with my basket?")
    sent: list[str] = page.evaluate("window.sent")
    assert any("what goes with my basket" in frame for frame in sent)
    assert not any('"basket"' in frame for frame in sent)
    answer = chat.locator(".bubble.bot:not(.typing)").last
    expect(answer).to_contain_text("so I do not look into your basket")


def test_what_a_shopper_types_is_never_markup(page: Page) -> None:
    page.click("#open-chat")
    say(page, "<img src=x onerror=\"document.title='taken over'\"> hello")
    assert "taken over" not in page.title()
    assert page.locator("tactful-chat .log img[src=x]").count() == 0


def test_the_privacy_dial_is_set_by_keyboard_and_by_mouse(page: Page) -> None:
    page.click("#open-chat")
    chat = page.locator("tactful-chat")
    answer = chat.locator(".bubble.bot:not(.typing)").last

    def level(name: str) -> Locator:
        return chat.get_by_role("radio", name=name)

    def kept() -> Any:
        return page.evaluate("localStorage.getItem('tactful.session')")

    expect(level("Session")).to_be_checked(timeout=ANSWER_MS)
    level("Session").focus()
    page.keyboard.press("ArrowRight")
    question = chat.get_by_role("alertdialog")
    expect(question).to_contain_text("between visits")
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    expect(level("Session")).to_be_checked()
    page.keyboard.press("ArrowRight")
    question.get_by_role("button", name="Yes").click()
    expect(answer).to_contain_text("stands at “profile”", timeout=ANSWER_MS)
    expect(level("Profile")).to_be_checked()
    assert kept()
    picture_to = os.environ.get("TACTFUL_DIAL_SCREENSHOT")
    if picture_to:
        page.screenshot(path=Path(picture_to))
    page.reload()
    page.click("#open-chat")
    expect(level("Profile")).to_be_checked(timeout=ANSWER_MS)
    chat.get_by_role("button", name="Use my profile on another device").click()
    expect(chat.get_by_text("Your link code is")).to_be_visible(timeout=ANSWER_MS)
    chat.locator(".levels label").filter(has_text="Off").click()
    question.get_by_role("button", name="Yes").click()
    expect(answer).to_contain_text("I have erased", timeout=ANSWER_MS)
    expect(level("Off")).to_be_checked()
    assert kept() is None


def test_a_copy_of_what_is_held_is_a_file(page: Page) -> None:
    page.click("#open-chat")
    say(page, "I'm looking for a waterproof jacket under £150")
    say(page, "export my data")
    with page.expect_download() as download:
        page.locator("tactful-chat a.download").click()
    assert download.value.suggested_filename == "my-data.json"
    data = json.loads(Path(download.value.path()).read_text())
    assert data["privacy"]["level"] == "session"
    said = [message["text"] for message in data["conversation"]["messages"]]
    assert "I'm looking for a waterproof jacket under £150" in said
