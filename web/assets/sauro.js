// What the pages do better with a script; without it they all work. Everything
// listens on the document, so that a page put in place after an upload works too.
"use strict";
(() => {
  const kept = "sauro:form";
  const limit = 40 * 1024 * 1024; // as web.FileLimit
  const say = (key) => document.getElementById("noi").dataset[key];
  const posts = (form) => form.method === "post" && !form.closest(".demo");

  const make = (name, cls, text) => {
    const e = document.createElement(name);
    e.className = cls;
    e.textContent = text;
    return e;
  };

  const tell = (form, text) => {
    form.querySelector(":scope > .note")?.remove();
    const note = make("div", "note is-fix", "");
    note.setAttribute("role", "alert");
    note.append(make("p", "", text));
    form.prepend(note);
    return note;
  };

  // Letters without marks, as vn.Fold.
  const fold = (s) => s.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase().replaceAll("đ", "d");

  // What was typed is kept until the program has answered that it is saved.
  const texts = (form) => [...form.elements].filter((e) => e.name && e.matches("textarea, select, input:not([type=hidden], [type=password], [type=file])"));
  const place = (form) => [location.pathname, new URL(form.action).pathname, form.elements.form?.value, ...texts(form).map((e) => e.name)].join(" ");
  const keep = (form) => {
    const values = texts(form).map((e) => [e.name, e.type === "checkbox" || e.type === "radio" ? e.value + "=" + e.checked : e.value]);
    try {
      if (values.some(([, v]) => v.length > 3)) sessionStorage.setItem(kept, JSON.stringify({ place: place(form), values }));
    } catch { /* a full or forbidden store keeps nothing */ }
  };
  const refill = (form, values) => {
    const fields = texts(form);
    for (const [name, v] of values) {
      const i = fields.findIndex((e) => e.name === name && !(e.type in { checkbox: 1, radio: 1 } && !v.startsWith(e.value + "=")));
      if (i < 0) continue;
      const [e] = fields.splice(i, 1);
      if (e.type === "checkbox" || e.type === "radio") e.checked = v.endsWith("=true");
      else e.value = v;
    }
  };
  const offer = () => {
    let saved;
    try {
      saved = JSON.parse(sessionStorage.getItem(kept));
      if (document.body.hasAttribute("data-done") || document.querySelector("#loi, .note.is-ok")) {
        sessionStorage.removeItem(kept);
        return;
      }
    } catch { return; }
    const form = saved && [...document.forms].find((f) => posts(f) && place(f) === saved.place);
    if (!form) return;
    const note = tell(form, say("kept"));
    const row = make("p", "btns", "");
    const yes = make("button", "btn", say("refill"));
    const no = make("button", "btn low", say("drop"));
    yes.type = no.type = "button";
    yes.onclick = () => { refill(form, saved.values); note.remove(); };
    no.onclick = () => { sessionStorage.removeItem(kept); note.remove(); };
    row.append(yes, no);
    note.append(row);
  };

  const free = (form) => {
    delete form.dataset.sent;
    for (const b of form.querySelectorAll("[data-was]")) {
      b.textContent = b.dataset.was;
      b.removeAttribute("data-was");
      b.removeAttribute("aria-disabled");
    }
  };
  const busy = (form, button) => {
    form.dataset.sent = "1";
    if (!button?.matches("button.btn") || button.childElementCount) return;
    button.dataset.was = button.textContent;
    button.setAttribute("aria-disabled", "true");
    button.textContent = say("sending");
  };

  // Files go with their progress shown; the answer takes the place of the page.
  const send = (form, button) => {
    const body = new FormData(form, button);
    const bar = document.createElement("progress");
    bar.max = 100;
    const line = make("p", "sub", "");
    line.setAttribute("role", "status");
    const box = make("div", "up", "");
    box.append(bar, line);
    form.append(box);
    const x = new XMLHttpRequest();
    const failed = () => { box.remove(); free(form); tell(form, say("lost")).scrollIntoView({ block: "center" }); };
    x.open("POST", form.action);
    x.responseType = "document";
    x.setRequestHeader("X-Sauro", "1");
    x.upload.onprogress = (e) => {
      if (!e.lengthComputable) return;
      bar.value = Math.floor(100 * e.loaded / e.total);
      line.textContent = bar.value + "%";
    };
    x.onerror = x.onabort = x.ontimeout = failed;
    x.onload = () => {
      const to = x.getResponseHeader("X-Go");
      if (to) { location.assign(to); return; }
      if (!x.response?.body) { failed(); return; }
      document.title = x.response.title;
      document.body.replaceWith(document.adoptNode(x.response.body));
      scrollTo(0, 0);
      show();
    };
    x.send(body);
  };

  let agreed;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    const dialog = document.getElementById("hoi");
    if (!posts(form)) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (button?.dataset.ask && agreed !== button && dialog?.showModal) {
      event.preventDefault();
      document.getElementById("hoi-gi").textContent = button.dataset.ask;
      dialog.returnValue = "";
      dialog.onclose = () => {
        if (dialog.returnValue !== "co") return;
        agreed = button;
        form.requestSubmit(button);
        agreed = undefined;
      };
      dialog.showModal();
      return;
    }
    keep(form);
    if (!navigator.onLine) { event.preventDefault(); tell(form, say("lost")).scrollIntoView({ block: "center" }); return; }
    const files = [...form.querySelectorAll("input[type=file]")].some((i) => i.files.length);
    if (files) event.preventDefault();
    // Only after the browser has read the form: a changed button sends nothing.
    const body = files && (() => send(form, button));
    setTimeout(() => busy(form, button));
    if (body) body();
  });

  // A file field that is drawn as a picture says here what was chosen.
  const name = (input) => {
    const row = input.closest(".row");
    let line = row.nextElementSibling;
    if (!line) {
      line = make("p", "sub", "");
      line.setAttribute("role", "status");
      row.after(line);
    }
    line.textContent = [...input.files].map((f) => f.name).join(", ");
  };

  document.addEventListener("change", (event) => {
    const input = event.target;
    if (input.type !== "file") return;
    input.setCustomValidity([...input.files].some((f) => f.size > limit) ? say("large") : "");
    if (input.classList.contains("sr")) name(input);
  });

  // <input data-filter="#list">: the children of the list that have all the words.
  document.addEventListener("input", (event) => {
    const list = event.target.dataset.filter && document.querySelector(event.target.dataset.filter);
    if (!list) return;
    const words = fold(event.target.value).split(/\s+/);
    for (const child of list.children) child.hidden = !words.every((w) => fold(child.textContent).includes(w));
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) print();
    for (const open of document.querySelectorAll(".menu details[open]")) if (!open.contains(event.target)) open.open = false;
  });

  const show = () => {
    for (const e of document.querySelectorAll("[data-print], [data-filter]")) e.closest("[hidden]")?.removeAttribute("hidden");
    offer();
    document.getElementById("loi")?.focus();
  };
  addEventListener("pageshow", () => { for (const form of document.forms) free(form); });
  show();
})();
