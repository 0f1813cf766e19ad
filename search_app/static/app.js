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

  const form = document.querySelector("[data-judge]");
  const text = document.querySelector("[data-text]");
  if (form && text) {
    const spans = form.elements.spans;
    const list = form.querySelector("[data-missed]");
    const show = () => {
      list.replaceChildren(...spans.value.trim().split(" ").filter(Boolean).map((span) => {
        const [, from, to, label] = span.match(/(\d+)-(\d+):(.*)/);
        const item = document.createElement("li");
        item.textContent = [...text.textContent].slice(+from, +to).join("") + " (" + label + ") ";
        return item;
      }));
    };
    // offsets are code points into the text, as the server counts
    const place = (node, offset) => {
      const range = document.createRange();
      range.selectNodeContents(text);
      range.setEnd(node, offset);
      return [...range.toString()].length;
    };
    const add = () => {
      const selection = getSelection();
      if (!selection.rangeCount || selection.isCollapsed || !text.contains(selection.anchorNode)) return;
      const range = selection.getRangeAt(0);
      const from = place(range.startContainer, range.startOffset), to = place(range.endContainer, range.endOffset);
      if (to > from) { spans.value += " " + from + "-" + to + ":" + form.elements.label.value; show(); }
    };
    document.addEventListener("keydown", (event) => {
      if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "m") add();
      else if (event.key === "c") form.querySelector("[value=clean]").click();
      else if (event.key === "f") form.querySelector("[value=missed]").click();
    });
    show();
  }
})();
