"""Signing in and out in Chromium, with a real provider: what a person sees on the way."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from data.access.accounts import add_account, change_account
from data.i18n import LANGUAGES, catalogue
from data.vocabulary import AccessRole
from scripts.window import PATIENCE_MS, open_window, settle
from tests.access_kit import NOW, PASSWORD, Guarded, known_person

Window = Callable[..., Page]


@pytest.fixture
def window(chromium: Browser) -> Iterator[Window]:
    """Open windows without memory of others; close them at the end."""
    pages: list[Page] = []

    def _window(locale: str = "en-GB") -> Page:
        pages.append(open_window(chromium, locale=locale))
        return pages[-1]

    yield _window
    for page in pages:
        page.context.close()


def sign_in(page: Page, name: str) -> None:
    """Go from the sign-in page through the provider's own forms."""
    page.locator("a.action").click()
    page.locator("input[name=login]").fill(name)
    page.locator("button[type=submit]").last.click()
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("button[type=submit]").last.click()


def test_a_person_signs_in_works_and_signs_out(guarded: Guarded, window: Window) -> None:
    """The screen that was asked for comes after the provider, and after the sign-out it is closed again."""
    known_person(guarded.iam, "claire@example.org")
    add_account(guarded.engine, "claire@example.org", {AccessRole.FIELD}, None, by=None, now=NOW)
    page = window()
    page.goto(f"{guarded.address}/map")
    assert urlsplit(page.url).path == "/sign-in"
    assert page.locator("script").count() == 0
    sign_in(page, "claire")
    page.wait_for_url(f"{guarded.address}/map*")
    settle(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Map")
    menu = page.get_by_test_id("stSidebar")
    expect(menu).to_contain_text("c…@example.org")
    [cookie] = [one for one in page.context.cookies() if one["name"] == "maraude"]
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    menu.get_by_role("link", name="Sign out").click()
    page.wait_for_url(lambda address: not address.startswith(f"{guarded.address}/map"))
    page.goto(f"{guarded.address}/map")
    assert urlsplit(page.url).path == "/sign-in"


def test_nobody_is_told_to_be_signed_in_who_is_not(guarded: Guarded, window: Window) -> None:
    """The page that ends a new sign-in in a second window offers the sign-in to whoever has none."""
    page = window()
    page.goto(f"{guarded.address}/sign-in?back=1")
    expect(page.locator("a.action")).to_have_text("Sign in")


def test_a_forged_cookie_leads_to_the_sign_in(guarded: Guarded, window: Window) -> None:
    """As none at all does."""
    page = window()
    page.context.add_cookies([{"name": "maraude", "value": "forged", "url": guarded.address}])
    page.goto(f"{guarded.address}/places")
    assert urlsplit(page.url).path == "/sign-in"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sign_in_speaks_the_browser_s_language(guarded: Guarded, window: Window, language: str) -> None:
    """And another one by a click, without a script."""
    page = window(locale=f"{language}-BE")
    page.goto(guarded.address)
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("a.action")).to_have_text(catalogue(language).gettext("Sign in"))
    other = LANGUAGES[LANGUAGES.index(language) - 1]
    page.get_by_role("link", name=other.upper(), exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", other)
    assert "next=%2F" in page.url


def test_a_sign_in_that_was_not_begun_here_is_none(guarded: Guarded, window: Window) -> None:
    """Somebody else's answer from the provider, sent as a link, signs nobody in."""
    page = window()
    answer = page.goto(f"{guarded.address}/sign-in/return?code=stolen&state=made-up")
    assert answer is not None
    assert answer.status == 400
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign-in did not work")
    assert page.context.cookies(guarded.address) == []


def end_sign_in(guarded: Guarded, page: Page) -> None:
    """Sign out behind the page's back, and let so many hours pass that it must notice."""
    page.request.get(f"{guarded.address}/sign-out", max_redirects=0)
    page.clock.fast_forward("10:00:00")
    expect(page.locator("dialog")).to_contain_text("Your sign-in has ended")


def sign_in_again(page: Page) -> None:
    """Follow the link of the page that waits; it goes on by itself."""
    with page.context.expect_page() as opened:
        page.locator("dialog").get_by_role("link").click()
    opened.value.get_by_text("You are signed in").wait_for()
    expect(page.locator("dialog")).to_be_hidden(timeout=PATIENCE_MS)
    settle(page)


def test_a_sign_in_that_ends_loses_no_work(guarded: Guarded, window: Window) -> None:
    """The page says so before a click is lost, waits with what was typed, and goes on after a new sign-in."""
    known_person(guarded.iam, "dora@example.org")
    add_account(guarded.engine, "dora@example.org", {AccessRole.COORDINATOR}, None, by=None, now=NOW)
    page = window()
    page.clock.install()
    page.goto(f"{guarded.address}/places")
    sign_in(page, "dora")
    page.wait_for_url(f"{guarded.address}/places*")
    settle(page)
    search = page.get_by_test_id("stMain").get_by_role("textbox").first
    search.fill("Baisy")
    end_sign_in(guarded, page)
    sign_in_again(page)
    expect(search).to_have_value("Baisy")
    expect(page.get_by_test_id("stMain")).to_contain_text("6 places")
    expect(page.get_by_test_id("stDialog")).to_have_count(0)


def test_whoever_has_no_account_any_more_is_told_so(guarded: Guarded, window: Window) -> None:
    """The page that waited says whom to ask, and waits no longer."""
    known_person(guarded.iam, "emil@example.org")
    account = add_account(guarded.engine, "emil@example.org", {AccessRole.FIELD}, None, by=None, now=NOW)
    page = window()
    page.clock.install()
    page.goto(f"{guarded.address}/places")
    sign_in(page, "emil")
    page.wait_for_url(f"{guarded.address}/places*")
    settle(page)
    end_sign_in(guarded, page)
    change_account(guarded.engine, replace(account, active=False), by=None, now=NOW)
    sign_in_again(page)
    expect(page.get_by_test_id("stMain")).to_contain_text("has no account here")
