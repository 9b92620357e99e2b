// What every page does: menus that close, quick hide, locking with nothing lost, and no old page
// out of the browser's memory. Without this file Hide is a form that locks, and menus still open.

const root = document.documentElement;
const body = document.body;
const SAVE_PATIENCE = 10_000; // how long a page may take to save before it is covered for good

root.classList.add("js"); // for what only makes sense with scripts, and what then does not

// An invalid form: its summary is read out first.
const summary = document.querySelector("[data-error-summary]");
if (summary) {
  document.title = `${summary.dataset.errorSummary} ${document.title}`;
  summary.focus();
}

// Menus: Escape and a press elsewhere close them.
for (const menu of document.querySelectorAll("[data-menu]")) {
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

// A button beside each password field shows what is typed, and hides it again before sending, so
// that the browser does not keep it as ordinary text.
for (const box of document.querySelectorAll("[data-password]")) {
  const field = box.querySelector("input");
  const button = box.querySelector("template").content.firstElementChild.cloneNode(true);
  const show = (shown) => {
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
  };
  button.setAttribute("aria-controls", field.id);
  button.addEventListener("click", () => show(field.type === "password"));
  field.form?.addEventListener("submit", () => show(false));
  field.setAttribute("spellcheck", "false");
  field.setAttribute("autocapitalize", "none");
  box.append(button);
}

if ("signedIn" in body.dataset) guardPage();

function guardPage() {
  const { lockUrl, lockNowUrl, stateUrl, person } = body.dataset;
  const titleBefore = document.title;
  let cover = null;
  let closing = false;

  // idle.js asks for this when the time is up.
  document.addEventListener("journal:close", () => close("cover-closing"));

  for (const form of document.querySelectorAll("form[data-hide]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      close("cover-away");
    });
  }

  let lastEscape = -Infinity;
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || event.repeat) return;
      if (event.timeStamp - lastEscape < 700) close("cover-away");
      lastEscape = event.timeStamp;
    },
    true,
  );

  // Signed out or locked in one tab: the person's others cover themselves too. Opened in one tab
  // after somebody else has signed in: so do the pages of whoever was here before.
  const others = "BroadcastChannel" in window ? new BroadcastChannel("reflect") : null;
  const tellOthers = (open) => others?.postMessage({ person, open });
  tellOthers(true);
  // Not the tab whose sign-out is under way: its answer is what empties the browser.
  let signingOut = false;
  others?.addEventListener("message", ({ data }) => {
    const isMine = data.person === person;
    if (isMine !== data.open && !signingOut) close("cover-closing");
  });
  for (const form of document.querySelectorAll("form[data-sign-out]")) {
    form.addEventListener("submit", () => {
      signingOut = true;
      tellOthers(false);
    });
  }

  // A page out of the browser's memory may belong to somebody who has left.
  window.addEventListener("pageshow", async (event) => {
    signingOut = false;
    if (!event.persisted || closing) return;
    show("cover-closing");
    if ((await whoIsHere()) === "me") return uncover();
    leave();
  });

  async function close(face) {
    if (closing) return;
    closing = true;
    show(face);
    const pressed = continuePressed();
    const saved = await letPageSave();
    const locked = await lock();
    tellOthers(false);
    if (!saved) return keep(locked);
    if (face === "cover-away") return waitAway(locked, pressed);
    if (locked) return leave();
    keep(locked); // no network: a page that cannot load would take this one's place
  }

  // The page may hold the closing up until its words are saved; false means that they are not.
  async function letPageSave() {
    const waiting = [];
    const detail = { hold: (promise) => waiting.push(promise) };
    document.dispatchEvent(new CustomEvent("journal:lock", { cancelable: true, detail }));
    const patience = new Promise((resolve) => setTimeout(resolve, SAVE_PATIENCE, [false]));
    const answers = Promise.all(waiting).catch(() => [false]);
    return !(await Promise.race([answers, patience])).includes(false);
  }

  async function lock(again = true) {
    try {
      const answer = await fetch(lockNowUrl, {
        method: "POST",
        headers: { "X-CSRFToken": body.dataset.csrf, Accept: "application/json" },
        redirect: "manual",
        keepalive: true,
      });
      if (answer.status === 403 && again) {
        // Signed in again in another tab: the token of this page is out of date.
        const here = await whoIsHere();
        return here === "me" ? lock(false) : here !== "no-network";
      }
      // Only what the journal says itself: a captive portal redirects and answers 200 too.
      if (answer.headers.get("Reflect-Locked") === "1") return true;
      const over = ["locked", "signed-out"]; // already
      return answer.status === 401 && over.includes((await answer.json()).state);
    } catch {
      return false;
    }
  }

  function leave() {
    const next = encodeURIComponent(location.pathname);
    location.replace(`${lockUrl}?next=${next}`);
  }

  // A press of Continue counts from the first moment, while the lock is still on its way.
  function continuePressed() {
    const button = cover.querySelector("[data-cover-leave]");
    return new Promise((resolve) => button?.addEventListener("click", resolve));
  }

  // An open session would lead whoever presses a key back in: it is locked first, or stays covered.
  async function waitAway(locked, pressed) {
    const anything = new Promise((resolve) => {
      cover.addEventListener("click", resolve);
      document.addEventListener("keydown", (event) => event.key !== "Escape" && resolve(), true);
    });
    await Promise.race([pressed, anything]);
    locked ||= await lock();
    if (locked) leave();
    else keep(false);
  }

  function keep(locked) {
    show("cover-kept");
    const say = (name) => {
      const words = cover.querySelector(`template[data-say="${name}"]`);
      cover.querySelector("[data-cover-status]").textContent = words.content.textContent;
    };
    cover.querySelector("[data-cover-return]").addEventListener("click", async () => {
      if (!locked) locked = await lock(); // nobody gets in because the network was away
      const here = locked ? await whoIsHere() : "no-network";
      if (here !== "me") return say(here);
      closing = false;
      uncover();
      document.dispatchEvent(new CustomEvent("journal:unlock"));
    });
  }

  async function whoIsHere() {
    try {
      const answer = await fetch(stateUrl, {
        headers: { Accept: "application/json", "Reflect-Poll": "1" },
        cache: "no-store",
      });
      const state = await answer.json();
      if (!state.signed_in || state.locked) return "still-locked";
      if (state.person !== person) return "someone-else";
      if (state.csrf) freshen(state.csrf);
      return "me";
    } catch {
      return "no-network";
    }
  }

  // Signing in again changes the token; the forms of this page go on with the new one.
  function freshen(token) {
    body.dataset.csrf = token;
    for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) {
      field.value = token;
    }
  }

  function show(name) {
    const template = document.getElementById(name);
    const next = template.content.firstElementChild.cloneNode(true);
    if (cover) cover.replaceWith(next);
    else body.append(next);
    cover = next;
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
    for (const part of body.children) part.inert = part !== cover;
    root.classList.add("is-covered");
    document.title = template.dataset.title;
    cover.focus();
  }

  function uncover() {
    cover?.remove();
    cover = null;
    for (const part of body.children) part.inert = false;
    root.classList.remove("is-covered");
    document.title = titleBefore;
  }
}
