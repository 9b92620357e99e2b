// Words on a page that is not saved as they are written: kept on the server when the page locks.
//
//   <form method="post" data-keeps>  answers do=keep by keeping what it was sent

for (const form of document.querySelectorAll("form[data-keeps]")) {
  const words = (of) => new URLSearchParams(new FormData(of)).toString();
  // As the page came, whatever was typed before this script did.
  const twin = form.cloneNode(true);
  twin.reset();
  const drawn = words(twin);
  let leaving = false;
  const changed = () => !leaving && words(form) !== drawn;

  form.addEventListener("submit", () => {
    leaving = true;
  });
  addEventListener("pageshow", () => {
    leaving = false;
  });
  addEventListener("beforeunload", (event) => {
    if (changed()) event.preventDefault();
  });
  document.addEventListener("journal:lock", (event) => {
    if (changed()) event.detail.hold(keep());
  });

  async function keep() {
    const body = new URLSearchParams(new FormData(form));
    body.set("do", "keep");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        redirect: "manual",
      });
      // Anybody between can answer; only ours says this. What is kept is shown again.
      leaving = answer.headers.get("Reflect-Kept") === "1";
      return leaving;
    } catch {
      return false;
    }
  }
}
