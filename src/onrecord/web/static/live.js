// What arrives appears by itself: the server names the conversations in which something is new.
(function () {
  "use strict";

  let heardBefore = false;
  let listTimer = null;
  let timelineTimer = null;
  let detailsTimer = null;

  function soon(timer, act) {
    clearTimeout(timer);
    return setTimeout(() => act().catch((error) => { if (error.name !== "TypeError") throw error; }), 250);
    // a TypeError of fetch is a network that went away: the stream notices and comes back
  }

  async function refreshList() {
    const list = document.querySelector("#rows[data-newest]");
    if (!list) return;
    const answer = await fetch(list.dataset.newest, { headers: { "HX-Request": "true" } });
    if (!answer.ok || !list.isConnected) return;
    setCount(Number(answer.headers.get("Onrecord-Waiting")));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = Array.from(page.body.children).map((child) => document.importNode(child, true));
    keepingPlace(list, () => mergeRows(list, fresh));
    for (const row of fresh) if (row.isConnected) window.htmx.process(row);
    window.onrecord.markCurrentRow();
  }

  // What the panel beside the open conversation counts; whoever has the focus in it keeps it.
  async function refreshDetails() {
    const open = document.querySelector(".conversation");
    const panel = document.getElementById("details");
    if (!open || !panel) return;
    const answer = await fetch(`/c/${open.dataset.address}/details`, { headers: { "HX-Request": "true" } });
    if (!answer.ok || !panel.isConnected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("details");
    if (!fresh || fresh.innerHTML === panel.innerHTML) return;
    const stops = (within) => Array.from(within.querySelectorAll("a[href], button"));
    const focused = stops(panel).indexOf(document.activeElement);
    panel.replaceChildren(...Array.from(fresh.childNodes).map((child) => document.importNode(child, true)));
    if (focused >= 0) stops(panel)[focused]?.focus({ preventScroll: true });
  }

  function setCount(waiting) {
    const count = document.querySelector("[data-waiting]");
    if (!count) return;
    count.textContent = String(waiting);
    count.hidden = waiting === 0;
  }

  // The first page is drawn anew; rows that were loaded after it stay, but for those that moved up into it.
  function mergeRows(list, fresh) {
    const rows = fresh.filter((child) => child.classList.contains("row"));
    const ids = new Set(rows.map((row) => row.id));
    const held = Array.from(list.children);
    const loadedMore = held.filter((child) => child.classList.contains("row")).length > 40;
    if (!loadedMore) {
      list.replaceChildren(...fresh);
      return;
    }
    held.slice(0, 40).forEach((child) => child.remove());
    for (const child of Array.from(list.children)) if (ids.has(child.id)) child.remove();
    list.prepend(...rows);
  }

  function keepingPlace(list, change) {
    const focused = document.activeElement.closest?.("#rows .row")?.id;
    const top = list.getBoundingClientRect().top;
    const rows = Array.from(list.querySelectorAll(".row"));
    const first = list.scrollTop > 8 ? rows.find((row) => row.getBoundingClientRect().bottom > top) : null;
    const before = first && first.getBoundingClientRect().top;
    change();
    const again = first && document.getElementById(first.id);
    if (again) list.scrollTop += again.getBoundingClientRect().top - before;
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  function all() {
    listTimer = soon(listTimer, refreshList);
    refreshOpen();
  }

  function refreshOpen() {
    timelineTimer = soon(timelineTimer, window.onrecord.refreshTimeline);
    detailsTimer = soon(detailsTimer, refreshDetails);
  }

  function listen() {
    const stream = new EventSource("/live");
    stream.addEventListener("hello", () => {
      if (heardBefore) all();
      else if (document.querySelector(".conversation")) timelineTimer = soon(timelineTimer, window.onrecord.refreshTimeline); // what came since the page was drawn
      heardBefore = true;
    });
    stream.addEventListener("news", (event) => {
      listTimer = soon(listTimer, refreshList);
      const open = document.querySelector(".conversation");
      if (open && open.dataset.news === event.data) refreshOpen();
    });
    addEventListener("pagehide", () => stream.close());
  }

  addEventListener("pageshow", listen);
})();
