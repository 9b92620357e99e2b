// A meeting's page goes along with the meeting: it asks every two seconds whether anything has
// changed, and sends an answer until it is known to have come. Without this file there is a link
// to look again, and forms that are sent as forms are.

const PAUSE = 2000;
const LONGEST = 30_000;

const room = document.querySelector("[data-room]");
for (const key of room.querySelectorAll("kbd[hidden]")) key.hidden = false;
const status = room.querySelector("[data-status]");
const words = (name) => room.querySelector(`[data-${name}]`);
const endsAt = new Map();
let wait = PAUSE;
let sending = false;
let timer = 0;

room.querySelector(".room__again")?.setAttribute("hidden", "");
history.scrollRestoration = "manual";

const typed = new Map([...room.querySelectorAll("form[data-answer]")].map((f) => [f, valueOf(f)]));
const isTyping = () => sending || [...typed].some(([form, before]) => valueOf(form) !== before);

function valueOf(form) {
  return [...form.querySelectorAll("textarea, input[type=text]")].map((f) => f.value).join("\n");
}

async function poll() {
  clearTimeout(timer);
  if (document.hidden) return;
  try {
    const answer = await fetch(room.dataset.poll, {
      headers: {
        Accept: "application/json",
        "Reflect-Poll": "1",
        "If-None-Match": room.dataset.etag,
      },
      cache: "no-store",
    });
    if (answer.status >= 500 || answer.status === 429) throw new Error("busy");
    wait = PAUSE;
    say("");
    if (answer.status === 200) take(await answer.json(), answer.headers.get("ETag"));
    else if (answer.status !== 304) moved();
  } catch {
    wait = Math.min(wait * 1.5, LONGEST);
    say("away");
  }
  timer = setTimeout(poll, wait * (0.85 + Math.random() * 0.3));
}

function take(state, etag) {
  room.dataset.etag = etag;
  if (state.screen !== room.dataset.screen) return moved(state.closed);
  count("count", state.count, state.joined);
  count("joined", state.joined);
  count("voters", state.voters);
  const clock = room.querySelector("[data-left]");
  if (clock && state.left !== null) endsAt.set(clock, performance.now() / 1000 + state.left);
  tick();
  if (state.count === null) return; // the writing has ended, and what needs answers has them
  for (const part of room.querySelectorAll("[data-needs]")) {
    part.hidden = state.count < Number(part.dataset.needs);
  }
}

function moved(closed = []) {
  if (!isTyping()) return location.reload();
  let isLate = false;
  for (const form of typed.keys()) {
    if (!closed.includes(form.dataset.answer)) continue;
    isLate = true;
    const button = form.querySelector("[data-keep]");
    if (button) button.textContent = button.dataset.keep;
  }
  words("late").hidden = !isLate;
  words("moved").hidden = isLate;
}

function count(name, number, all) {
  const place = words(name);
  if (!place || number === null || number === undefined) return;
  const { one, many } = place.dataset;
  const text = number === 1 && one ? one : many.replace("%N%", number).replace("%M%", all);
  if (place.textContent !== text) place.textContent = text;
}

function say(name) {
  const text = room.dataset[name] || "";
  if (status.textContent !== text) status.textContent = text;
}

function tick() {
  for (const clock of room.querySelectorAll("[data-left]")) {
    if (!endsAt.has(clock)) {
      endsAt.set(clock, performance.now() / 1000 + Number(clock.dataset.left));
    }
    const left = endsAt.get(clock) - performance.now() / 1000;
    const minutes = Math.round(left / 60);
    const { over, soon, minute } = clock.dataset;
    const several = clock.dataset.minutes.replace("%N%", minutes);
    const text = left <= 0 ? over : left < 30 ? soon : minutes < 2 ? minute : several;
    if (clock.textContent !== text) clock.textContent = text;
  }
}

for (const form of typed.keys()) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!sending) send(form, event.submitter);
  });
}

// Again and again until it is known to have come: the same answer sent twice counts once.
async function send(form, button) {
  const body = new URLSearchParams(new FormData(form));
  if (button?.name) body.set(button.name, button.value);
  const problem = form.querySelector("[data-problem]");
  sending = true;
  problem.hidden = true;
  for (let pause = 1000; ; pause = Math.min(pause * 1.5, 5000)) {
    say("sending");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        cache: "no-store",
      });
      if (answer.headers.get("Reflect-Answer") === form.dataset.answer) {
        const { go } = await answer.json();
        typed.clear();
        sending = false;
        if (new URL(go, location.href).pathname === location.pathname) return location.reload();
        return location.assign(go);
      }
      if (answer.status >= 400 && answer.status < 500) {
        const { said } = await answer.json();
        sending = false;
        say("");
        problem.textContent = said || room.dataset.refused;
        problem.hidden = false;
        return;
      }
    } catch {
      // no network, or a page that something in between has made: it is tried again
    }
    say("again");
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

addEventListener("beforeunload", (event) => {
  if (isTyping()) event.preventDefault();
});

if ("wall" in room.dataset) {
  addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
    const keys = { ArrowRight: "next", PageDown: "next", ArrowLeft: "previous", PageUp: "previous" };
    if (keys[event.key]) {
      event.preventDefault();
      words(keys[event.key])?.click();
    }
    if (event.key === "r" || event.key === "R") words("reveal")?.focus();
    if (event.key === "c" || event.key === "C") words("code")?.click();
  });
}

document.addEventListener("visibilitychange", poll);
if (room.querySelector("#look")) room.querySelector("#look").focus();
setInterval(tick, 5000);
tick();
timer = setTimeout(poll, wait * Math.random());
