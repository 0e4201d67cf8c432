"""What is set for a device: how loud it is, whether it is felt; and that its screen stays on while somebody picks."""

from playwright.async_api import expect

from e2e.axe import violations
from e2e.browsers import Browsers
from e2e.shop import Shop
from tests.house import BREAD, LEA

SENSES = """
window.felt = 0; window.loudness = 0; window.awake = 0;
navigator.vibrate = () => { window.felt += 1; return true };
const ramp = AudioParam.prototype.linearRampToValueAtTime;
AudioParam.prototype.linearRampToValueAtTime = function (value, at) {
  window.loudness = Math.max(window.loudness, value);
  return ramp.call(this, value, at);
};
Object.defineProperty(navigator, 'wakeLock', { value: { request: async () => {
  const held = new EventTarget();
  window.awake += 1;
  held.release = async () => { window.awake -= 1; held.dispatchEvent(new Event('release')) };
  return held;
} } });
"""
LOUDEST = 0.6
"""A no at full volume."""

HALF = "field => { field.value = '50'; field.dispatchEvent(new Event('change', { bubbles: true })) }"


async def test_sound_and_vibration_are_set_for_the_device(shop: Shop, browsers: Browsers) -> None:
    tablet = await browsers.tablet()
    await tablet.context.add_init_script(SENSES)
    await tablet.enrol("Counter")
    await tablet.sign_in(LEA)
    order = await shop.order((BREAD, 1))
    await tablet.see(order)
    await tablet.tap("Take")
    await tablet.page.locator("[data-menu] summary").tap()
    await tablet.page.get_by_label("Volume").evaluate(HALF)
    await tablet.page.get_by_label("Vibration").uncheck()
    assert await violations(tablet.page) == []

    await tablet.page.reload()
    await tablet.is_live()
    await tablet.touch()
    await tablet.scan("4000000000000")
    await tablet.page.locator("[data-error] .message").first.wait_for()

    assert await tablet.page.evaluate("window.felt") == 0
    await tablet.until("window.loudness > 0")
    assert abs(await tablet.page.evaluate("window.loudness") - LOUDEST / 4) < 0.01
    await tablet.page.locator("[data-menu] summary").tap()
    await tablet.page.get_by_label("Vibration").check()
    assert await tablet.page.evaluate("window.felt") == 1


async def test_the_screen_stays_on_while_somebody_picks(shop: Shop, browsers: Browsers) -> None:
    tablet = await browsers.tablet()
    await tablet.context.add_init_script(SENSES)
    await tablet.enrol("Counter")
    await tablet.sign_in(LEA)
    order = await shop.order((BREAD, 1))
    await tablet.see(order)
    assert await tablet.page.evaluate("window.awake") == 0

    await tablet.tap("Take")
    await tablet.until("window.awake === 1")
    await tablet.tap("Pick: Country bread")
    await tablet.page.get_by_label("Where do you put it?").fill("A2")
    await tablet.tap("Ready")
    await tablet.until("window.awake === 0")
    await expect(tablet.page.locator("[data-no-awake]")).to_be_hidden()
