// What happens after "Download" is pressed, until the file begins to arrive: it is said that it is
// being put together, for how long, and that it can be stopped. From then on the browser's own list
// of downloads shows how far it is: the file must not pass through the page, whose memory a browser
// may write to a shared computer's disk.
//
//   <form method="post"> … <div data-downloading hidden data-making="…" data-begun="…"
//         data-stopped="…" data-seconds="%N% s"><p role="status"></p><button>Stop</button></div>
//
// The answer that is a file sets the cookie that the form asked for (desk/middleware.py): nothing
// else tells a page that a download began. Without this, the browser waits as for any page.

const FIELD = "download-begun"; // and, with the token, the cookie of this page alone
const LOOK_EVERY = 250; // ms

for (const panel of document.querySelectorAll("form [data-downloading]")) {
  const form = panel.closest("form");
  const said = panel.querySelector("[role=status]");
  const time = panel.querySelector("[data-time]");
  const stop = panel.querySelector("button");
  const token = document.createElement("input");
  Object.assign(token, { type: "hidden", name: FIELD });
  form.append(token);
  let looking = 0;

  form.addEventListener("submit", (event) => {
    if (looking) return event.preventDefault(); // pressed twice: it is under way
    const began = Date.now();
    token.value = crypto.randomUUID();
    say(panel.dataset.making);
    stop.hidden = false;
    looking = setInterval(() => {
      const seconds = Math.floor((Date.now() - began) / 1000);
      if (seconds) time.textContent = panel.dataset.seconds.replace("%N%", seconds);
      const cookie = `${FIELD}-${token.value}`;
      if (!document.cookie.split("; ").includes(`${cookie}=1`)) return;
      document.cookie = `${cookie}=; max-age=0; path=/; samesite=strict`;
      end(panel.dataset.begun);
    }, LOOK_EVERY);
  });

  stop.addEventListener("click", () => {
    window.stop();
    end(panel.dataset.stopped);
    form.querySelector("[type=submit], button:not([type])").focus();
  });
  // Shown again from the browser's memory, after an answer that was a page.
  window.addEventListener("pageshow", (event) => event.persisted && end(""));

  function end(words) {
    clearInterval(looking);
    looking = 0;
    stop.hidden = true;
    time.textContent = "";
    say(words);
  }

  function say(words) {
    said.textContent = words;
    panel.hidden = !words;
  }
}
