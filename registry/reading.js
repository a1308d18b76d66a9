// Selecting words of the original shows what can be done with them. Each button
// fills in and sends a form of the page, which works without this script too.
"use strict";
(() => {
  const within = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node);
  const paper = (node) => within(node)?.closest(".reading .orig");

  // The selection grown to whole words, or nothing where it is not in the original.
  const chosen = () => {
    const s = getSelection();
    if (!s.rangeCount || s.isCollapsed) return null;
    const r = s.getRangeAt(0).cloneRange();
    if (!paper(r.startContainer) || !paper(r.endContainer) || !s.toString().trim()) return null;
    const a = r.startContainer, z = r.endContainer;
    if (a.nodeType === Node.TEXT_NODE) {
      let i = r.startOffset;
      while (i < a.data.length && /\s/.test(a.data[i])) i++;
      while (i > 0 && /\S/.test(a.data[i - 1])) i--;
      r.setStart(a, i);
    }
    if (z.nodeType === Node.TEXT_NODE) {
      let i = r.endOffset;
      while (i > 0 && /\s/.test(z.data[i - 1])) i--;
      while (i < z.data.length && /\S/.test(z.data[i])) i++;
      r.setEnd(z, i);
    }
    return r;
  };

  const mark = (range) => within(range.startContainer).closest("mark[data-phan]");

  let range;
  const look = () => {
    const bar = document.getElementById("chon");
    if (!bar || bar.contains(document.activeElement)) return;
    range = chosen();
    bar.hidden = !range;
    if (!range) return;
    const split = bar.querySelector("[data-viec=tach]");
    split.hidden = !mark(range)?.closest(".par").querySelector("button[value=tach]");
    const box = range.getBoundingClientRect();
    const left = Math.min(box.left, document.documentElement.clientWidth - bar.offsetWidth - 8);
    bar.style.left = Math.max(8, left) + scrollX + "px";
    bar.style.top = box.bottom + scrollY + 8 + "px";
  };

  // Without this the readings beside the paper would be selected with it.
  document.addEventListener("pointerdown", (e) => {
    if (!e.target.closest("#chon")) document.documentElement.classList.toggle("picking", !!e.target.closest(".reading .orig"));
  });
  let soon;
  document.addEventListener("selectionchange", () => { clearTimeout(soon); soon = setTimeout(look, 150); });
  document.addEventListener("keydown", (e) => {
    const bar = document.getElementById("chon");
    if (e.key === "Escape" && bar && !bar.hidden) { getSelection().removeAllRanges(); bar.hidden = true; }
  });

  // A pressed button must not take the selection away before it is read.
  document.addEventListener("mousedown", (e) => { if (e.target.closest("#chon")) e.preventDefault(); });
  document.addEventListener("click", (e) => {
    const does = e.target.closest("#chon [data-viec]")?.dataset.viec;
    if (!does || !range) return;
    let form = document.getElementById("them");
    let words = range.toString();
    if (does === "tach") {
      const m = mark(range);
      const rest = range.cloneRange();
      rest.setEnd(m, m.childNodes.length);
      words = rest.toString();
      form = document.getElementById("sua-" + m.dataset.phan);
    } else {
      const s = getSelection();
      s.removeAllRanges();
      s.addRange(range);
      words = s.toString();
    }
    form.elements.chu.value = words;
    form.requestSubmit(form.querySelector("button[value=" + does + "]"));
  });
})();
