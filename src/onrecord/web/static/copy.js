// A message that is ready to be sent is put on the clipboard; without a clipboard it can be marked and copied by hand.
(function () {
  "use strict";

  function ready(root) {
    for (const button of root.querySelectorAll("[data-copy]")) {
      button.hidden = !navigator.clipboard;
    }
  }

  document.addEventListener("click", async function (event) {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const text = button.parentElement.querySelector("textarea");
    text.select();
    await navigator.clipboard.writeText(text.value);
    button.querySelector("span").textContent = "Copied";
  });
  document.addEventListener("htmx:load", (event) => ready(event.target));
  ready(document);
})();
