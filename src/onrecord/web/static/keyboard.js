// j and k through the list, Enter opens, / searches, Esc goes back.
(function () {
  "use strict";

  const typing = (target) => target.closest("input:not([type=range]), textarea, select, [contenteditable]");
  const rows = () => Array.from(document.querySelectorAll("#rows .row"));

  function move(step) {
    const all = rows();
    if (!all.length) return;
    const focused = all.indexOf(document.activeElement.closest?.(".row"));
    const from = focused >= 0 ? focused : all.findIndex((row) => row.hasAttribute("aria-current"));
    const to = Math.max(0, Math.min(all.length - 1, from < 0 ? 0 : from + step));
    all[to].focus();
    all[to].scrollIntoView({ block: "nearest" });
  }

  function back() {
    const menu = document.querySelector(".menu[open]");
    const pane = document.getElementById("pane");
    if (menu) menu.open = false;
    else if (pane.classList.contains("with-details")) pane.classList.remove("with-details");
    else if (matchMedia("(max-width: 760px)").matches) document.querySelector(".back")?.click();
    else (document.querySelector(".row[aria-current]") || rows()[0])?.focus();
  }

  const KEYS = {
    j: () => move(1),
    k: () => move(-1),
    "/": () => document.getElementById("find").select(),
    p: () => window.onrecord.togglePlayer(),
    End: () => { const scroller = document.getElementById("scroller"); if (scroller) scroller.scrollTop = 0; },
    "?": () => document.getElementById("keys").showModal(),
    Escape: back,
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open], .pswp")) return;
    if (typing(event.target)) {
      if (event.key === "Escape") leaveSearch(event);
      if (event.key === "ArrowDown" && event.target.id === "find") { event.preventDefault(); rows()[0]?.focus(); }
      return;
    }
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  function leaveSearch(event) {
    const box = event.target;
    if (box.id !== "find") return;
    event.preventDefault();
    if (box.value) {
      box.value = "";
      box.dispatchEvent(new Event("search"));
    } else {
      (document.querySelector(".row[aria-current]") || rows()[0])?.focus();
    }
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-show-keys]")) document.getElementById("keys").showModal();
    for (const menu of document.querySelectorAll(".menu[open]")) {
      if (!menu.contains(event.target) || event.target.closest("[data-show-keys]")) menu.open = false;
    }
  });
})();
