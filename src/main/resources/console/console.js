/* What the pages do beyond reading: times in the viewer's zone, keys, the live tail, and the stream that keeps a page fresh. */
(() => {
  "use strict";
  const relative = new Intl.RelativeTimeFormat("en", { numeric: "always", style: "short" });
  const steps = [[60, "second", 1], [3600, "minute", 60], [86400, "hour", 3600], [Infinity, "day", 86400]];
  const zone = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium" });

  function ago(at) {
    const seconds = Math.round((at - Date.now()) / 1000);
    const [, unit, size] = steps.find(([limit]) => Math.abs(seconds) < limit);
    return relative.format(Math.trunc(seconds / size), unit);
  }
  function times(root) {
    root.querySelectorAll("time[datetime]").forEach((time) => {
      const at = new Date(time.dateTime);
      if (isNaN(at)) return;
      if (!time.querySelector(".ago")) {
        time.title = time.dateTime;
        const span = document.createElement("span");
        span.className = "ago";
        time.replaceChildren(document.createTextNode(zone.format(at) + " "), span);
      }
      time.querySelector(".ago").textContent = ago(at);
    });
  }
  times(document);
  setInterval(() => times(document), 10000);
  document.body.addEventListener("htmx:afterSwap", (event) => times(event.target.parentNode || document));

  /* Keys */
  const help = document.getElementById("help");
  const helpButton = document.getElementById("help-button");
  if (helpButton) { helpButton.hidden = false; helpButton.setAttribute("aria-label", "Keys"); helpButton.addEventListener("click", () => help.showModal()); }
  const rows = () => [...document.querySelectorAll("table[data-rows] tbody tr")].filter((row) => row.querySelector("a"));
  let at = -1;
  function go(by) {
    const all = rows();
    if (!all.length) return;
    at = Math.max(0, Math.min(all.length - 1, at + by));
    all.forEach((row, index) => row.classList.toggle("at", index === at));
    all[at].querySelector("a").focus();
    all[at].scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
    if (event.key === "/") {
      const search = document.querySelector("[data-search], main input[type=search], main form.filter input");
      if (search) { event.preventDefault(); search.focus(); }
    } else if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "?") help.showModal();
  });
  document.querySelectorAll("[data-all]").forEach((box) => box.addEventListener("change", () =>
    document.querySelectorAll("input[name='" + box.dataset.all + "']").forEach((each) => { each.checked = box.checked; })));

  /* The live tail: rows that come are drawn once a frame, and wait while it is paused. */
  const tail = document.getElementById("tail");
  const tailRows = document.getElementById("traces");
  const pause = document.getElementById("tail-pause");
  const MOST_ROWS = 200;
  const tones = { delivered: "good", aside: "warn", returned: "warn", "dead-letter": "bad" };
  const waiting = [];
  let came = 0, missed = 0, gaps = -1, isPaused = false;
  function put(parent, name, text, className) {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.textContent = text;
    parent.append(element, " ");
    return element;
  }
  function link(parent, address, text) {
    const anchor = put(parent, "a", "");
    anchor.href = tail.dataset.find + address;
    put(anchor, "code", text);
  }
  function draw(trace) {
    const row = document.createElement("tr");
    const plain = /^[\w-][\w.-]*$/.test(trace.messageId);
    link(put(row, "td", "", "wrap"), plain ? "/" + trace.messageId : "/event?messageId=" + encodeURIComponent(trace.messageId), trace.messageId);
    put(put(row, "td", ""), "time", trace.at).dateTime = trace.at;
    const outcome = put(row, "td", "");
    put(outcome, "span", trace.outcome, tones[trace.outcome]);
    put(outcome, "span", trace.reason, "soft");
    const event = put(row, "td", trace.type + " ");
    put(event, "span", trace.event, "soft");
    put(row, "td", trace.source);
    link(put(row, "td", ""), "?person=" + trace.person, trace.person);
    put(row, "td", trace.calls, "number");
    times(row);
    return row;
  }
  function drawAll() {
    pause.textContent = isPaused ? "Go on (" + came + " came)" : "Pause";
    if (isPaused || !waiting.length) return;
    waiting.splice(0).forEach((trace) => tailRows.prepend(draw(trace)));
    while (tailRows.rows.length > MOST_ROWS) tailRows.lastElementChild.remove();
    const empty = document.getElementById("tail-empty");
    if (empty) empty.remove();
    came = 0;
  }
  function sayMissed() {
    const parts = [];
    if (missed) parts.push(missed + " missed: more came than this page could take.");
    if (gaps > 0) parts.push("Interrupted " + gaps + (gaps === 1 ? " time" : " times") + ": Find has what came meanwhile.");
    document.getElementById("tail-said").textContent = parts.join(" ");
  }
  function follow(stream) {
    stream.addEventListener("open", () => { gaps++; sayMissed(); });
    stream.addEventListener("dropped", (event) => { missed += Number(event.data); sayMissed(); });
    stream.addEventListener("trace", (event) => {
      if (!came++ || isPaused) requestAnimationFrame(drawAll);
      waiting.push(JSON.parse(event.data));
      if (waiting.length > MOST_ROWS) waiting.shift();
    });
  }
  if (tail) {
    pause.hidden = false;
    pause.addEventListener("click", () => { isPaused = !isPaused; drawAll(); });
  }

  /* One stream a page: each event is named as the id of the element whose content it brings. */
  const address = document.body.dataset.live;
  const state = document.getElementById("live-state");
  let stream = null;
  function show(text, on) { if (state) { state.hidden = false; state.textContent = text; state.classList.toggle("on", on); } }
  function listen() {
    if (stream || document.hidden) return;
    stream = new EventSource(address);
    stream.onopen = () => show("live", true);
    stream.onerror = () => { if (stream && stream.readyState === 2) { stream = null; show("not live", false); setTimeout(listen, 10000); } else show("connecting", false); };
    if (tail) follow(stream);
    stream.addEventListener("full", () => { stop("not live: too many pages are open"); });
    document.querySelectorAll("[data-piece]").forEach((piece) => stream.addEventListener(piece.id, (event) => {
      if (piece.contains(document.activeElement) && document.activeElement.matches("input, textarea, select")) return;
      htmx.swap(piece, event.data, { swapStyle: "innerHTML" });
      times(piece);
    }));
  }
  function stop(text) { if (stream) stream.close(); stream = null; show(text, false); }
  if (address) {
    document.addEventListener("visibilitychange", () => document.hidden ? stop("paused") : listen());
    addEventListener("pagehide", () => stop("paused"));
    listen();
  }
})();
