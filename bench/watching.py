"""What a page notes about itself for bench `screen`: scripts that run before its own."""

PAINTS = """
  window.largest = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.largest = entry.startTime;
  }).observe({ type: "largest-contentful-paint", buffered: true });
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
"""
"""The time of the largest paint so far, in ms, and how much of the page has shifted by itself or by a tap."""

TAPS = """
  window.taps = [];
  let tapped = 0, before = "";
  const tally = () => document.querySelector(".line .tally")?.textContent ?? "";
  addEventListener("pointerdown", (event) => { before = tally(); tapped = event.timeStamp; }, true);
  const look = () => {
    if (!tapped || tally() === before) return;
    const from = tapped;
    tapped = 0;
    requestAnimationFrame(() => setTimeout(() => window.taps.push(performance.now() - from)));
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
"""
"""How long each tap took until the frame with its number was drawn, in ms."""

LONG_TASKS = """
  window.tasks = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.tasks.push(entry.duration);
  }).observe({ type: "longtask", buffered: true });
"""
"""Tasks that kept the page from answering for more than 50 ms (W3C Long Tasks)."""

WEIGHT = """
  performance.getEntriesByType("resource")
    .filter(({ name }) => /\\.(js|css)$/.test(name) && !name.includes("scanner"))
    .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) / 1000
"""
"""Script and style of the page as they travelled, in kB."""
