"""A real browser without a window, and what it says of a page."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

PROGRAMS = {name: shutil.which(name) for name in ("chromium", "chromedriver")}
MISSING = [name for name, path in PROGRAMS.items() if path is None]


class Browser:
    """Chromium, which knows what a page asked for and what it complained of."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver
        self.requests: list[str] = []
        self.complaints: list[str] = []

    def open(self, page: Path) -> None:
        self.driver.get(page.as_uri())
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        sent = [event["params"] for event in events if event["method"] == "Network.requestWillBeSent"]
        self.requests = [request["request"]["url"] for request in sent]
        self.complaints = [entry["message"] for entry in self.driver.get_log("browser")]

    def all(self, selector: str) -> list[Any]:
        return self.driver.find_elements("css selector", selector)

    def one(self, selector: str) -> Any:
        (element,) = self.all(selector)
        return element


@contextmanager
def started() -> Iterator[Browser]:
    options = webdriver.ChromeOptions()
    options.binary_location = PROGRAMS["chromium"] or ""
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    for argument in ("--headless=new", "--window-size=1200,1000", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")  # Chromium refuses to have one as root
    driver = webdriver.Chrome(options=options, service=Service(PROGRAMS["chromedriver"]))
    try:
        yield Browser(driver)
    finally:
        driver.quit()
