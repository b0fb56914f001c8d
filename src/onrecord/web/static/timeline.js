// The open conversation: opens at its place, keeps what is read in place while more comes above and below.
(function () {
  "use strict";

  const scroller = () => document.getElementById("scroller");
  const timeline = () => document.getElementById("timeline");
  const items = () => Array.from(timeline().querySelectorAll(".item"));

  // The scroller runs from the bottom up (column-reverse): 0 is the newest, and what is added above moves nothing.
  const fromBottom = () => Math.abs(scroller().scrollTop);
  const atBottom = () => fromBottom() < 80 && !timeline().querySelector('[data-edge="newer"]');

  function firstVisible() {
    const top = scroller().getBoundingClientRect().top;
    return items().find((item) => item.getBoundingClientRect().bottom > top) || null;
  }

  // Do something to the timeline without moving what is read.
  function keepingPlace(change) {
    const follow = atBottom();
    const anchor = follow ? null : firstVisible();
    const before = anchor && anchor.getBoundingClientRect().top;
    const result = change();
    if (follow) scroller().scrollTop = 0;
    else if (anchor && anchor.isConnected) scroller().scrollTop += anchor.getBoundingClientRect().top - before;
    return result;
  }

  function order(place) {
    const dot = place.indexOf(".");
    return [Number(place.slice(0, dot)), place.slice(dot + 1)];
  }

  function isBefore(one, other) {
    const [a, b] = [order(one.dataset.place), order(other.dataset.place)];
    return a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
  }

  function tidyDays() {
    const seen = new Set();
    for (const day of timeline().querySelectorAll(".day")) {
      if (seen.has(day.dataset.day)) day.remove();
      else seen.add(day.dataset.day);
    }
  }

  function addDayBefore(item) {
    const day = item.dataset.day;
    if (timeline().querySelector(`.day[data-day="${day}"]`)) return;
    const title = document.createElement("h2");
    title.className = "day";
    title.dataset.day = day;
    title.append(Object.assign(document.createElement("span"), { textContent: item.dataset.dayTitle }));
    item.before(title);
  }

  // Put newly drawn items where they belong. Returns those that were not there before.
  function merge(drawn) {
    const added = [];
    for (const item of drawn) {
      const held = document.getElementById(item.id);
      if (held) replace(held, item);
      else if (insert(item)) added.push(item);
    }
    return added;
  }

  function replace(held, item) {
    if (held.dataset.version === item.dataset.version) return;
    if (held.querySelector(".player.playing")) return; // what is being heard stays; the next look draws it
    const openParts = Array.from(held.querySelectorAll("details")).map((part) => part.open);
    held.replaceWith(item);
    item.querySelectorAll("details").forEach((part, position) => { if (openParts[position]) part.open = true; });
  }

  function insert(item) {
    const held = items();
    const next = held.find((other) => isBefore(item, other));
    if (next && next === held[0] && timeline().querySelector('[data-edge="older"]')) return false; // not loaded that far
    const edge = timeline().querySelector('[data-edge="newer"]');
    if (!next && edge) return false;
    if (next) {
      const title = next.previousElementSibling;
      if (title && title.classList.contains("day") && title.dataset.day !== item.dataset.day) title.before(item);
      else next.before(item);
    } else {
      timeline().append(item);
    }
    addDayBefore(item);
    return true;
  }

  function showPill(count) {
    const pill = document.getElementById("pill");
    const waiting = Number(pill.dataset.count || 0) + count;
    pill.dataset.count = String(waiting);
    document.getElementById("pill-text").textContent = waiting === 1 ? "1 new" : `${waiting} new`;
    pill.hidden = false;
  }

  function hidePill() {
    const pill = document.getElementById("pill");
    pill.hidden = true;
    pill.dataset.count = "0";
  }

  async function refresh() {
    const open = timeline();
    if (!open) return;
    const answer = await fetch(open.dataset.stretch, { headers: { "HX-Request": "true" } });
    if (!answer.ok || open !== timeline()) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const tail = Boolean(open.querySelector('[data-edge="newer"]'));
    const known = items().map((item) => item.id);
    const drawn = Array.from(page.querySelectorAll(".item")).map((item) => document.importNode(item, true));
    const wasAtBottom = atBottom();
    const added = keepingPlace(() => merge(drawn));
    if (!known.length) open.querySelectorAll(".empty").forEach((empty) => empty.remove());
    for (const item of added) {
      item.classList.add("new");
      window.htmx.process(item);
    }
    document.dispatchEvent(new CustomEvent("onrecord:drawn"));
    const unseen = tail ? drawn.filter((item) => !known.includes(item.id)).length : added.length;
    if (!unseen) return;
    if (!wasAtBottom) showPill(unseen);
    document.getElementById("announce").textContent = unseen === 1 ? "1 new message or call" : `${unseen} new messages or calls`;
  }

  function opened() {
    if (!timeline()) return;
    const found = timeline().dataset.found;
    const item = found && document.getElementById(found);
    if (item) {
      const mark = item.querySelector("mark");
      const list = mark && mark.closest("ol");
      if (list) list.scrollTop = mark.offsetTop - list.offsetTop - list.clientHeight / 2;
      item.scrollIntoView({ block: item.offsetHeight > scroller().clientHeight ? "start" : "center" });
    } else {
      scroller().scrollTop = 0;
    }
    scroller().addEventListener("scroll", () => { if (atBottom()) hidePill(); }, { passive: true });
    document.dispatchEvent(new CustomEvent("onrecord:drawn"));
  }

  function markCurrentRow() {
    const open = document.querySelector(".conversation");
    for (const row of document.querySelectorAll(".row")) {
      if (open && row.dataset.address === open.dataset.address && !row.classList.contains("hit")) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  // A stretch that htmx loads in place of an edge: measured before, corrected after.
  let held = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.detail.target.closest || !event.detail.target.closest("#timeline")) return;
    const anchor = firstVisible();
    held = anchor && { anchor, top: anchor.getBoundingClientRect().top };
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const target = event.detail.target;
    if (target.id === "pane") {
      opened();
      markCurrentRow();
      document.getElementById("scroller")?.focus({ preventScroll: true });
      return;
    }
    if (target.id === "list") markCurrentRow();
    if (!timeline()) return;
    tidyDays();
    if (held && held.anchor.isConnected) scroller().scrollTop += held.anchor.getBoundingClientRect().top - held.top;
    held = null;
    document.dispatchEvent(new CustomEvent("onrecord:drawn"));
  });
  document.addEventListener("click", (event) => {
    const pill = event.target.closest("#pill");
    if (pill && !timeline().querySelector('[data-edge="newer"]')) {
      event.preventDefault();
      scroller().scrollTo({ top: 0, behavior: "smooth" });
      hidePill();
    }
    const toggle = event.target.closest("[data-toggle-details]");
    if (toggle) {
      const shown = document.getElementById("pane").classList.toggle("with-details");
      document.querySelector(".conversation-head [data-toggle-details]").setAttribute("aria-expanded", String(shown));
    }
  });
  document.addEventListener("DOMContentLoaded", opened);

  window.onrecord = { refreshTimeline: refresh, markCurrentRow };
})();
