// Everything works without this file; it makes keys, movement and choices quicker.
"use strict";
(() => {
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  const plainKey = (event) => !(typing(event.target) || event.ctrlKey || event.metaKey || event.altKey);

  // hits of a document: n and p, or the links beside the box
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
    if (!plainKey(event)) return;
    if (event.key === "n") go(1);
    else if (event.key === "p") go(-1);
    else if (event.key === "/") {
      const box = document.querySelector("input[type=search]");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    }
  });

  // the line that says that the warehouse is being filled
  const growing = document.querySelector("[data-growing]");
  const look = async () => {
    const answer = await fetch(growing.dataset.growing, { credentials: "same-origin" }).catch(() => null);
    if (!answer || !answer.ok) return;
    const text = (await answer.json()).text;
    growing.textContent = text || growing.dataset.done;
    if (text) setTimeout(look, 10000);
  };
  if (growing) setTimeout(look, 10000);

  // choices while typing: words of the index, codes of the terminologies
  const choices = (input, address, option) => {
    let timer, asked = "";
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const words = input.value.split(",").pop();
        if (!address() || words.trim().length < 2 || words === asked) return;
        asked = words;
        const answer = await fetch(address() + "?q=" + encodeURIComponent(words), { credentials: "same-origin" });
        if (!answer.ok || words !== input.value.split(",").pop()) return;
        const before = input.value.slice(0, input.value.length - words.length);
        input.list.replaceChildren(...(await answer.json()).map((found) => option(found, before, words)));
      }, 150);
    });
  };
  const option = (value, label) => Object.assign(document.createElement("option"), { value, label });
  for (const box of document.querySelectorAll("[data-suggest]")) {
    choices(box, () => box.dataset.suggest, (found, before, words) => option(
      before + found.value, found.label ? words + " → " + found.label + " (" + found.documents + ")" : String(found.documents)));
  }
  const builder = document.querySelector("[data-concepts]");
  for (const input of builder ? builder.querySelectorAll("[list^=codes]") : []) {
    const kind = input.closest("li").querySelector("select");
    const address = () => kind.value === "concept" ? builder.dataset.concepts : "";
    choices(input, address, (found, before, words) => option(
      before + found.value, words.trim() + " → " + found.label + " (" + found.value + ", " + found.documents + ")"));
    kind.addEventListener("change", () => {
      input.list.replaceChildren();
      input.placeholder = kind.selectedOptions[0].dataset.hint;
    });
  }

  // judging a document: m marks the selection, c and f send
  const form = document.querySelector("[data-judge]");
  const text = document.querySelector("[data-text]");
  if (form && text) {
    const spans = form.elements.spans, labels = form.elements.label;
    const list = form.querySelector("[data-missed]");
    const points = [...text.textContent];
    const name = (label) => [...labels.options].find((one) => one.value === label)?.text ?? label;
    const show = () => {
      list.replaceChildren(...spans.value.trim().split(/\s+/).filter(Boolean).map((span) => {
        const [, from, to, label] = span.match(/(\d+)-(\d+):(.*)/);
        const item = document.createElement("li");
        item.append(points.slice(+from, +to).join("") + " (" + name(label) + ")");
        const button = Object.assign(document.createElement("button"), { type: "button", className: "second tiny", textContent: form.dataset.remove });
        button.addEventListener("click", () => { spans.value = spans.value.split(/\s+/).filter((one) => one !== span).join(" "); show(); });
        item.append(" ", button);
        return item;
      }));
      highlight();
    };
    // the marked words stand out in the text; whole text nodes are wrapped, so that offsets stay what they are
    const highlight = () => {
      for (const mark of text.querySelectorAll("mark.missed")) mark.replaceWith(...mark.childNodes);
      text.normalize();
      for (const span of spans.value.trim().split(/\s+/).filter(Boolean)) {
        const [from, to] = span.match(/\d+/g).map(Number);
        const nodes = [], walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) nodes.push(walker.currentNode);
        let begin = 0;
        for (const node of nodes) {
          const signs = [...node.data], end = begin + signs.length;
          const first = Math.max(from - begin, 0), last = Math.min(to - begin, signs.length);
          if (first < last && !node.parentElement.closest("mark.missed")) {
            const before = signs.slice(0, first).join("").length, length = signs.slice(first, last).join("").length;
            const part = before ? node.splitText(before) : node;
            if (part.data.length > length) part.splitText(length);
            const mark = Object.assign(document.createElement("mark"), { className: "missed" });
            part.replaceWith(mark);
            mark.append(part);
          }
          begin = end;
        }
      }
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
      if (!selection.rangeCount || selection.isCollapsed || !text.contains(selection.anchorNode) || !text.contains(selection.focusNode)) return;
      const range = selection.getRangeAt(0);
      const from = place(range.startContainer, range.startOffset), to = place(range.endContainer, range.endOffset);
      const span = from + "-" + to + ":" + labels.value;
      if (to > from && !spans.value.split(/\s+/).includes(span)) { spans.value = (spans.value.trim() + " " + span).trim(); show(); }
      selection.removeAllRanges();
    };
    const button = form.querySelector("[data-mark]");
    button.hidden = false;
    button.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
    button.addEventListener("click", add);
    document.addEventListener("keydown", (event) => {
      if (!plainKey(event)) return;
      if (event.key === "m") add();
      else if (event.key === "c") form.querySelector("[value=clean]").click();
      else if (event.key === "f") form.querySelector("[value=missed]").click();
    });
    show();
  }
})();
