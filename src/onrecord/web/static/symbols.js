// A phone number's emoji is shown where the machine can draw emoji in colour; elsewhere it stays a coloured dot.
(function () {
  "use strict";

  const canvas = Object.assign(document.createElement("canvas"), { width: 24, height: 24 });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.font = "20px sans-serif";
  pen.fillText("\u{1F7E5}", 0, 20);
  const pixels = pen.getImageData(0, 0, 24, 24).data;
  for (let at = 0; at < pixels.length; at += 4) {
    if (pixels[at] > pixels[at + 1] + 40) {
      document.documentElement.classList.add("emoji");
      return;
    }
  }
})();
