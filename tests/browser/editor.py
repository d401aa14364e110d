"""The label editor as a hand drives it. What it may rely on are the read-only attributes of the stage."""

from playwright.sync_api import Locator, Page, expect


class Editor:
    """A page with the editor; places are pixels of the picture."""

    page: Page
    stage: Locator

    def __init__(self, page):
        self.page = page
        self.stage = page.locator("#stage[data-ready=true]")
        self.stage.wait_for()

    def at(self, x, y):
        bounds = self.stage.bounding_box()
        scale, left, top = map(float, self.stage.get_attribute("data-view").split())
        return bounds["x"] + x * scale + left, bounds["y"] + y * scale + top

    def drag_box(self, key, box_xywh):
        x, y, w, h = box_xywh
        self.stage.focus()
        self.page.keyboard.press(key)
        self.page.mouse.move(*self.at(x, y))
        self.page.mouse.down()
        self.page.mouse.move(*self.at(x + w / 2, y + h / 2))
        self.page.mouse.move(*self.at(x + w, y + h))
        self.page.mouse.up()

    def click_box(self, key, box_xywh):
        x, y, w, h = box_xywh
        self.stage.focus()
        self.page.keyboard.press(key)
        self.page.mouse.click(*self.at(x, y))
        self.page.mouse.move(*self.at(x + w, y + h))
        self.page.mouse.click(*self.at(x + w, y + h))

    def click_path(self, key, places, *, finish=True):
        self.stage.focus()
        self.page.keyboard.press(key)
        for place in places:
            self.page.mouse.click(*self.at(*place))
        if finish:
            self.page.keyboard.press("Enter")

    def drag_path(self, key, places):
        self.stage.focus()
        self.page.keyboard.press(key)
        self.page.mouse.move(*self.at(*places[0]))
        self.page.mouse.down()
        for place in places[1:]:
            self.page.mouse.move(*self.at(*place), steps=4)
        self.page.mouse.up()

    def wait_until_saved(self, revision=None):
        expect(self.stage).to_have_attribute("data-save", "saved")
        if revision is not None:
            expect(self.stage).to_have_attribute("data-revision", str(revision))

    def act(self, button, accept):
        self.page.get_by_role("button", name=button, exact=True).click()
        dialog = self.page.locator("dialog[open]")
        dialog.get_by_role("button", name=accept).click()
