"""What the tests of pages in a browser share: the Chromium of this machine, and waiting for an image to be drawn."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=120_000)  # a busy machine is slow, not wrong
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium, closed at the end; without one on this machine the test is skipped."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET, timeout=300_000)
        try:
            yield browser
        finally:
            browser.close()


def wait_for_drawn(page: Page, images: str, seconds: float = 300) -> None:
    """Until one of the images of this selector is drawn. Each look is a call of its own: the page's Content Security Policy
    forbids the polling that Playwright does inside the page (`wait_for_function`), unless it succeeds at its first look."""
    shown = page.locator(images)
    expect(shown.first).to_be_attached()
    end = time.monotonic() + seconds
    while not shown.evaluate_all("images => images.some(image => image.naturalWidth > 0)"):
        assert time.monotonic() < end, f"no image of {images} was drawn"
        page.wait_for_timeout(50)
