// Photos open large, one after the other through the whole conversation.
(function () {
  "use strict";

  document.addEventListener("click", (event) => {
    const photo = event.target.closest("#timeline a.photo");
    if (!photo || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(photo);
  });

  function open(photo) {
    const photos = Array.from(document.querySelectorAll("#timeline a.photo"));
    const gallery = new window.PhotoSwipe({
      dataSource: photos.map((one) => ({
        src: one.href, width: Number(one.dataset.width), height: Number(one.dataset.height),
        msrc: one.querySelector("img").currentSrc, alt: one.querySelector("img").alt, element: one,
      })),
      index: photos.indexOf(photo),
      bgOpacity: 1,
      wheelToZoom: true,
      showHideAnimationType: "fade",
    });
    gallery.on("uiRegister", () => {
      gallery.ui.registerElement({
        name: "caption", className: "pswp__caption", appendTo: "root",
        onInit: (element) => {
          gallery.on("change", () => { element.textContent = photos[gallery.currIndex].dataset.caption; });
        },
      });
      gallery.ui.registerElement({
        name: "save", order: 8, isButton: true, tagName: "a", title: "Save the original",
        html: { isCustomSVG: true, inner: '<path d="M16 7v11m-5-5 5 5 5-5M8 24h16" fill="none" stroke="#fff" stroke-width="2.4" id="pswp__icn-save"/>', outlineID: "pswp__icn-save" },
        onInit: (element) => {
          gallery.on("change", () => { element.href = photos[gallery.currIndex].dataset.original; });
        },
      });
    });
    gallery.on("destroy", () => photos[gallery.currIndex]?.focus());
    gallery.init();
  }
})();
