// Warns before a page that nobody touches closes itself, and asks shell.js to close it.
// The server keeps the time that counts; this only keeps the person from being surprised.

const { idleWarn, idleLock, stateUrl, extendUrl, person } = document.body.dataset;
const WARN = Number(idleWarn) * 1000;
const LOCK = Number(idleLock) * 1000;
const TELL_SERVER_EVERY = 20_000;

const dialog = document.getElementById("idle-warning");
const text = document.getElementById("idle-text");
let lastTouch = Date.now();
let lastTold = Date.now();
let asking = false;

// Typing, pressing and scrolling are activity; the server hears of it now and then.
for (const kind of ["keydown", "pointerdown", "input", "wheel", "touchmove"]) {
  document.addEventListener(kind, touched, { capture: true, passive: true });
}

function touched() {
  if (dialog.open || isCovered()) return;
  lastTouch = Date.now();
  if (lastTouch - lastTold > TELL_SERVER_EVERY) tellServer();
}

function isCovered() {
  return document.documentElement.classList.contains("is-covered");
}

async function tellServer() {
  lastTold = Date.now();
  try {
    const answer = await fetch(extendUrl, {
      method: "POST",
      headers: { "X-CSRFToken": document.body.dataset.csrf, Accept: "application/json" },
    });
    if (answer.status === 401) close();
    return answer.ok;
  } catch {
    return false; // no network: a later touch tells it
  }
}

document.querySelector("[data-idle-stay]").addEventListener("click", async () => {
  lastTouch = Date.now();
  dialog.close();
  await tellServer();
});

// Escape on the warning means "I am here" too.
dialog.addEventListener("cancel", () => {
  lastTouch = Date.now();
  tellServer();
});

setInterval(look, 5_000);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") look(); // a laptop that slept kept no time
});

async function look() {
  if (isCovered()) return;
  const idle = Date.now() - lastTouch;
  if (idle >= LOCK) return close();
  if (idle < WARN || asking) return;
  if (!dialog.open) {
    asking = true;
    const left = await timeLeft();
    asking = false;
    lastTouch = Date.now() - (LOCK - left);
    if (isCovered() || Date.now() - lastTouch < WARN) return;
    dialog.showModal();
  }
  say(LOCK - (Date.now() - lastTouch));
}

// Writing in another tab keeps this one open too: how long until the server would lock.
async function timeLeft() {
  try {
    const answer = await fetch(stateUrl, {
      headers: { Accept: "application/json", "Reflect-Poll": "1" },
      cache: "no-store",
    });
    const state = await answer.json();
    if (!state.signed_in || state.locked || state.person !== person) close();
    return (state.lock_in ?? 0) * 1000;
  } catch {
    return LOCK - (Date.now() - lastTouch); // no network: by this page's own clock
  }
}

function say(left) {
  const minutes = Math.round(left / 60_000);
  const name = left < 30_000 ? "now" : minutes > 1 ? "minutes" : "minute";
  const words = dialog
    .querySelector(`template[data-say="${name}"]`)
    .content.textContent.replace("%MINUTES%", String(minutes));
  if (text.textContent !== words) text.textContent = words; // said once, not every five seconds
}

function close() {
  dialog.close();
  document.dispatchEvent(new CustomEvent("journal:close"));
}
