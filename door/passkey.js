// Passkeys: a form with data-passkey asks the program for a question, the device
// for an answer, and sends that as its own fields. Where no script runs, or the
// browser has no passkeys, these forms stay hidden and the password remains.
"use strict";
(() => {
  if (!window.PublicKeyCredential) return;
  const bytes = (s) => Uint8Array.from(atob(s.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const text = (b) => b && btoa(String.fromCharCode(...new Uint8Array(b))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const known = (list) => (list ?? []).map((k) => ({ ...k, id: bytes(k.id) }));

  const get = (o) => navigator.credentials.get({ publicKey: { ...o, challenge: bytes(o.challenge), allowCredentials: known(o.allowCredentials) } });
  const create = (o) => navigator.credentials.create({ publicKey: { ...o, challenge: bytes(o.challenge), user: { ...o.user, id: bytes(o.user.id) }, excludeCredentials: known(o.excludeCredentials) } });

  const written = ({ id, rawId, type, response: r }) => {
    const response = { clientDataJSON: text(r.clientDataJSON) };
    if (r.attestationObject) {
      response.attestationObject = text(r.attestationObject);
      response.transports = r.getTransports?.() ?? [];
    } else {
      response.authenticatorData = text(r.authenticatorData);
      response.signature = text(r.signature);
      if (r.userHandle?.byteLength) response.userHandle = text(r.userHandle);
    }
    return JSON.stringify({ id, rawId: text(rawId), type, response, clientExtensionResults: {} });
  };

  const run = async (form) => {
    const asked = await fetch(form.dataset.ask, { method: "POST", body: new URLSearchParams() });
    if (asked.ok && asked.headers.get("Content-Type")?.startsWith("application/json")) {
      const { options, sealed } = await asked.json();
      const answer = await (form.dataset.passkey === "create" ? create : get)(options);
      form.elements["cau-hoi"].value = sealed;
      form.elements["tra-loi"].value = written(answer);
    }
    form.submit(); // without an answer the program says what is wrong
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const note = form.querySelector("[role=status]");
    const button = form.querySelector("button");
    form.hidden = false;
    for (const e of document.querySelectorAll("[data-without-passkey]")) e.hidden = true;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation(); // the other script would take the form for sent
      if (button.disabled) return;
      button.disabled = true;
      note.textContent = form.dataset.wait;
      run(form).catch((e) => {
        button.disabled = false;
        note.textContent = e.name === "InvalidStateError" ? form.dataset.have : form.dataset.no;
        button.focus();
      });
    });
  }
})();
