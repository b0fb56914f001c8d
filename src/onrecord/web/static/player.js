// Voicemails and recordings: a waveform drawn from an outline made beforehand, sound streamed as it is heard.
(function () {
  "use strict";

  const nonce = document.querySelector('meta[name="style-nonce"]').content;
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  const SPEEDS = [1, 1.25, 1.5, 2];
  const waves = new Map();

  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      near.unobserve(entry.target);
      draw(entry.target);
    }
  }, { rootMargin: "300px" });

  function setUp(player) {
    player.dataset.ready = "yes";
    const audio = player.querySelector("audio");
    const seek = player.querySelector(".seek");
    player.querySelector(".play").addEventListener("click", () => toggle(player));
    player.querySelector(".speed").addEventListener("click", (event) => {
      const next = SPEEDS[(SPEEDS.indexOf(audio.playbackRate) + 1) % SPEEDS.length];
      audio.playbackRate = next;
      event.currentTarget.querySelector("[data-speed]").textContent = `${next}×`;
    });
    seek.addEventListener("input", () => go(player, (seek.value / 1000) * lengthOf(player)));
    audio.addEventListener("play", () => { pauseOthers(audio); player.classList.add("playing"); });
    audio.addEventListener("pause", () => player.classList.remove("playing"));
    audio.addEventListener("timeupdate", () => follow(player));
    audio.addEventListener("error", () => player.classList.add("failed"));
    for (const passage of passagesOf(player)) {
      passage.addEventListener("click", () => { go(player, Number(passage.dataset.start)); audio.play().catch(ignoreAbort); });
    }
    near.observe(player);
  }

  const ignoreAbort = (error) => { if (error.name !== "AbortError") throw error; }; // a pause that overtakes a start
  const passagesOf = (player) => Array.from((player.closest(".part") || player).querySelectorAll("button.passage"));

  function lengthOf(player) {
    const audio = player.querySelector("audio");
    return Number.isFinite(audio.duration) && audio.duration > 0 ? audio.duration : Number(player.dataset.seconds || 0);
  }

  async function draw(player) {
    const answer = await fetch(player.dataset.peaks);
    if (!answer.ok) return;
    const outline = await answer.json();
    if (!player.isConnected) return;
    player.dataset.seconds = outline.duration_seconds;
    player.querySelector("[data-length]").textContent = ` / ${clock(outline.duration_seconds)}`;
    const place = player.querySelector(".wave");
    const wave = window.WaveSurfer.create({
      container: place, cspNonce: nonce, media: player.querySelector("audio"), peaks: [outline.peaks],
      duration: outline.duration_seconds, height: 34, barWidth: 2, barGap: 2, barRadius: 2, cursorWidth: 0,
      interact: false, waveColor: colour("--wave"), progressColor: colour("--wave-done"),
    });
    place.classList.add("drawn");
    waves.set(player, wave);
  }

  function toggle(player) {
    const audio = player.querySelector("audio");
    if (audio.paused) audio.play().catch(ignoreAbort);
    else audio.pause();
  }

  function go(player, seconds) {
    const audio = player.querySelector("audio");
    if (audio.readyState > 0) audio.currentTime = seconds;
    else {
      audio.addEventListener("loadedmetadata", () => { audio.currentTime = seconds; }, { once: true });
      audio.load();
    }
  }

  function pauseOthers(audio) {
    for (const other of document.querySelectorAll("audio, video")) if (other !== audio) other.pause();
  }

  function follow(player) {
    const audio = player.querySelector("audio");
    const length = lengthOf(player);
    player.querySelector("[data-now]").textContent = clock(audio.currentTime);
    const seek = player.querySelector(".seek");
    seek.value = length ? Math.round((audio.currentTime / length) * 1000) : 0;
    seek.setAttribute("aria-valuetext", `${clock(audio.currentTime)} of ${clock(length)}`);
    let current = null;
    for (const passage of passagesOf(player)) {
      const end = passage.dataset.end === "" ? Infinity : Number(passage.dataset.end);
      if (audio.currentTime >= Number(passage.dataset.start) && audio.currentTime < end) current = passage;
    }
    if (current && current.classList.contains("now")) return;
    for (const passage of passagesOf(player)) passage.classList.toggle("now", passage === current);
    if (current) keepInList(current);
  }

  function keepInList(passage) {
    const list = passage.closest("ol");
    const top = passage.offsetTop - list.offsetTop;
    if (top < list.scrollTop || top + passage.offsetHeight > list.scrollTop + list.clientHeight) {
      list.scrollTop = top - list.clientHeight / 3;
    }
  }

  function drawn() {
    for (const [player, wave] of waves) {
      if (player.isConnected) continue;
      wave.destroy();
      waves.delete(player);
    }
    document.querySelectorAll(".player:not([data-ready])").forEach(setUp);
  }

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const wave of waves.values()) wave.setOptions({ waveColor: colour("--wave"), progressColor: colour("--wave-done") });
  });
  document.addEventListener("onrecord:drawn", drawn);
  window.onrecord.togglePlayer = () => {
    const players = Array.from(document.querySelectorAll(".player"));
    const playing = players.find((player) => player.classList.contains("playing"));
    const seen = players.filter((player) => {
      const box = player.getBoundingClientRect();
      return box.bottom > 0 && box.top < innerHeight;
    });
    const one = playing || seen[seen.length - 1];
    if (one) toggle(one);
  };
})();
