// Everything works without this file; it only makes keys and movement quicker.
"use strict";
(() => {
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  const hits = [...document.querySelectorAll("mark[id^=hit]")];
  let at = hits.findIndex((hit) => "#" + hit.id === location.hash);
  const go = (step) => {
    if (!hits.length) return;
    at = (at + step + hits.length) % hits.length;
    hits.forEach((hit) => hit.classList.remove("here"));
    hits[at].classList.add("here");
    hits[at].scrollIntoView({ block: "center" });
    hits[at].focus({ preventScroll: true });
  };
  if (at >= 0) { at -= 1; go(1); }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-next-hit], [data-previous-hit]");
    if (link) { event.preventDefault(); go("nextHit" in link.dataset ? 1 : -1); }
  });
  document.addEventListener("keydown", (event) => {
    if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "n") go(1);
    else if (event.key === "p") go(-1);
    else if (event.key === "/") {
      const box = document.querySelector("input[type=search]");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    }
  });
})();
