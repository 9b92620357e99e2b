// Saves what was changed, one operation at a time, and tells the truth about it.
//
// Nothing counts as saved until the server's own header names the operation: a hotel's
// sign-in page answers 200 as well. An operation without an answer is sent again as it
// was, so that it is saved once. Words leave the page only by the writer's hand.

const form = document.querySelector("form[data-autosave]");
if (form) start(form);

function start(form) {
  const says = form.dataset; // every sentence comes from the template, translated
  const badge = form.querySelector("[data-badge]");
  const loud = form.querySelector("[data-badge-loud]");
  const DELAY = 600;
  const PATIENCE = 20000;
  const dirty = new Set();
  let flying = null; // the operation under way: {id, parts, body}
  let timer = 0;
  let failures = 0;
  let state = "clean";
  let leaving = false;

  const sectionOf = (part) => form.querySelector(`[data-question="${CSS.escape(part)}"]`);

  function show(next, text, { urgent = false } = {}) {
    if (badge.textContent !== text) badge.textContent = text;
    badge.dataset.state = next;
    // Screen readers hear a change of state, not every save.
    if (next !== state) {
      loud.setAttribute("aria-live", urgent ? "assertive" : "polite");
      loud.textContent = text;
    }
    state = next;
  }

  function touched(event) {
    const section = event.target.closest("[data-question]");
    if (!section || !form.contains(section) || !event.target.name) return;
    mark(section.dataset.question, DELAY);
  }

  function mark(part, delay) {
    dirty.add(part);
    if (state === "clean" || state === "saved") show("typing", says.saysUnsaved);
    clearTimeout(timer);
    timer = setTimeout(send, delay);
  }

  function bodyFor(parts, id) {
    const body = new URLSearchParams();
    for (const name of ["binding", "page", "base", "parked"]) {
      if (form.elements[name]) body.set(name, form.elements[name].value);
    }
    body.set("operation", id);
    const fields = new FormData(form);
    for (const part of parts) {
      body.append("asked", part);
      const base = form.elements[`base-${part}`];
      if (base) body.set(base.name, base.value);
      const own = new Set(
        [...sectionOf(part).querySelectorAll("[name]")].map((field) => field.name),
      );
      own.delete("asked");
      own.delete("do");
      own.delete(`was-${part}`);
      own.delete(`base-${part}`);
      for (const name of own) for (const value of fields.getAll(name)) body.append(name, value);
    }
    return body;
  }

  async function send() {
    if (flying?.busy || (!flying && dirty.size === 0)) return;
    if (!flying) {
      const parts = [...dirty];
      dirty.clear();
      const id = crypto.randomUUID();
      flying = { id, parts, body: bodyFor(parts, id) };
    }
    flying.busy = true;
    if (failures === 0) show("saving", says.saysSaving);
    let answer;
    try {
      answer = await fetch(says.autosave, {
        method: "POST",
        body: flying.body,
        redirect: "manual",
        credentials: "same-origin",
        cache: "no-store",
        keepalive: flying.body.toString().length < 60000,
        signal: AbortSignal.timeout(PATIENCE),
        headers: {
          "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
          "Reflect-Operation": flying.id,
          Accept: "application/json",
        },
      });
    } catch {
      return again(says.saysOffline);
    }
    await heard(answer);
  }

  async function heard(answer) {
    const [operation, revision] = (answer.headers.get("Reflect-Saved") ?? "").split(" ");
    if (answer.ok && operation === flying.id) {
      let body;
      try {
        body = await answer.json();
      } catch {
        return again(says.saysOffline);
      }
      return saved(body, Number(revision));
    }
    if (answer.status === 401 || answer.status === 403) return signedOut();
    if (answer.status === 404) return gone();
    if (answer.status === 400 || answer.status === 413) return torn();
    again(answer.status >= 500 ? says.saysServer : says.saysOffline);
  }

  function saved(body, revision) {
    const parts = flying.parts;
    flying = null;
    failures = 0;
    form.querySelector("[data-sign-in]")?.setAttribute("hidden", "");
    for (const part of parts) {
      const section = sectionOf(part);
      explain(section, "errors", body.errors[part] ?? []);
      explain(section, "notice", body.notices[part] ? [body.notices[part]] : []);
      if (part in body.clashes) clash(section, body.clashes[part]);
      else if (!(part in body.errors)) {
        remember(`base-${part}`, revision);
        if (body.saved[part]) remember(`was-${part}`, body.saved[part]);
      }
    }
    const refused = Object.keys(body.errors).length > 0;
    if (refused) show("refused", says.saysRefused, { urgent: true });
    else if (Object.keys(body.clashes).length) show("clash", says.saysClash, { urgent: true });
    else if (dirty.size) show("typing", says.saysUnsaved);
    else if (form.querySelector("[data-refused]")) show("refused", says.saysRefused);
    else show("saved", says.saysSaved.replace("%time%", clock()));
    document.dispatchEvent(new CustomEvent("journal:saved", { detail: { parts, body } }));
    if (dirty.size) {
      clearTimeout(timer);
      timer = setTimeout(send, DELAY);
    }
  }

  // In the form itself, so that pressing Finish tells the server the same as a save would.
  function remember(name, value) {
    let field = form.elements[name];
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      form.prepend(field);
    }
    field.value = value;
  }

  const clock = () =>
    new Date().toLocaleTimeString(document.documentElement.lang || "en-GB", {
      hour: "2-digit",
      minute: "2-digit",
    });

  function again(text) {
    flying.busy = false;
    failures += 1;
    if (state !== "not-sent") show("waiting", text, { urgent: failures === 1 });
    clearTimeout(timer);
    timer = setTimeout(send, Math.min(30000, 1000 * 2 ** Math.min(failures, 5)));
  }

  // 401 and 403: the session may have ended, be locked, be another person's, or have a
  // new token since the writer signed in again elsewhere.
  async function signedOut() {
    flying.busy = false;
    let session;
    try {
      const answer = await fetch(says.sessionState, {
        redirect: "manual",
        cache: "no-store",
        headers: { Accept: "application/json", "Reflect-Poll": "1" },
      });
      session = await answer.json();
    } catch {
      return again(says.saysOffline);
    }
    if (session.person && session.person !== says.person) {
      return show("stopped", says.saysSomebodyElse, { urgent: true });
    }
    if (session.signed_in && !session.locked) {
      const token = form.elements.csrfmiddlewaretoken;
      const renewed = session.csrf && failures < 3;
      if (renewed) {
        token.value = session.csrf;
        failures += 1;
        clearTimeout(timer);
        timer = setTimeout(send, 200);
        return;
      }
      return torn();
    }
    show("signed-out", says.saysSignedOut, { urgent: true });
    form.querySelector("[data-sign-in]")?.removeAttribute("hidden");
    clearTimeout(timer);
    timer = setTimeout(send, 15000);
  }

  function gone() {
    flying.busy = false;
    show("stopped", says.saysGone, { urgent: true });
  }

  function torn() {
    flying.busy = false;
    show("stopped", says.saysTorn, { urgent: true });
  }

  function explain(section, kind, sentences) {
    const id = `${section.id}-${kind}`;
    document.getElementById(id)?.remove();
    if (kind === "errors") section.removeAttribute("data-refused");
    if (!sentences.length) return;
    const box = document.createElement("p");
    box.id = id;
    box.className = kind === "errors" ? "field__error" : "field__notice";
    box.textContent = sentences.join(" ");
    if (kind === "errors") section.setAttribute("data-refused", "");
    section.append(box);
  }

  // The other text, read only, as soon as it is known; choosing is done on the page drawn anew.
  function clash(section, lines) {
    const id = `${section.id}-clash`;
    document.getElementById(id)?.remove();
    const box = document.querySelector("[data-clash-template]").content.cloneNode(true);
    box.firstElementChild.id = id;
    box.querySelector("[data-clash-text]").textContent = lines.join("\n");
    section.append(box);
  }

  function unsaved() {
    return dirty.size > 0 || flying !== null || form.querySelector("[data-refused]") !== null;
  }

  // Saves now and tells whether all of it is saved. Used before a lock and before leaving.
  async function flush(patience = 9000) {
    clearTimeout(timer);
    const until = Date.now() + patience;
    while (unsaved() && Date.now() < until) {
      if (!flying?.busy) await send();
      if (["stopped", "signed-out", "refused"].includes(state)) break;
      // Without a network each try fails at once: not a thousand tries.
      if (unsaved()) await new Promise((wake) => setTimeout(wake, flying?.busy ? 100 : 500));
    }
    return !unsaved();
  }

  // On a slow line somebody types before this script has come.
  function markWhatDiffers() {
    const twin = form.cloneNode(true);
    twin.reset();
    const [now, drawn] = [new FormData(form), new FormData(twin)];
    for (const section of form.querySelectorAll("[data-question]")) {
      const names = [...section.querySelectorAll("[name]")].map((field) => field.name);
      const same = (name) => `${now.getAll(name)}` === `${drawn.getAll(name)}`;
      if (!names.every(same)) mark(section.dataset.question, DELAY);
    }
  }

  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  markWhatDiffers();
  // Save first: a page that is sent is gone, and without a network its words with it.
  form.addEventListener("submit", async (event) => {
    if (leaving) return;
    event.preventDefault();
    const saved = await flush(3000);
    if (!saved && state !== "refused" && state !== "clash") {
      if (state === "waiting") show("not-sent", says.saysNotSent, { urgent: true });
      return;
    }
    leaving = true;
    // Later, not now: while the browser still tells of this press it ignores another.
    setTimeout(() => form.requestSubmit(event.submitter));
  });
  document.addEventListener("journal:lock", (event) => event.detail.hold(flush()));
  document.addEventListener("journal:touch", (event) => mark(event.detail.part, 0));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") send();
    else if (flying && !flying.busy) send();
  });
  addEventListener("online", () => send());
  addEventListener("focus", () => {
    if (state === "signed-out") send();
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && unsaved()) event.preventDefault();
  });
  addEventListener("pageshow", () => {
    leaving = false;
  });
}
