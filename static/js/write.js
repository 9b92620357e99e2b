// On a narrow screen, one question at a time; but what is quickly answered stands there at once.
// Without this the page is one long form.

const form = document.querySelector("form[data-steps]");
if (form) start(form);

function start(form) {
  const narrow = matchMedia("(max-width: 37.49rem)");
  const steps = [...form.querySelectorAll("[data-step]")];
  const where = form.querySelector("[data-step-where]");
  const previous = form.querySelector("[data-step-previous]");
  const next = form.querySelector("[data-step-next]");
  const says = form.dataset;
  let current = Math.max(0, steps.findIndex((step) => targeted(step)));

  function targeted(step) {
    const id = decodeURIComponent(location.hash.slice(1));
    return id !== "" && (step.id === id || step.querySelector(`#${CSS.escape(id)}`) !== null);
  }

  function draw({ focus = false } = {}) {
    const one = narrow.matches && says.steps !== "at-once";
    form.toggleAttribute("data-one-step", one);
    steps.forEach((step, number) => {
      step.hidden = one && number !== current;
    });
    where.textContent = says.saysStep.replace("%n%", current + 1).replace("%of%", steps.length);
    previous.hidden = !one || current === 0;
    next.hidden = !one || current === steps.length - 1;
    form.toggleAttribute("data-last-step", !one || current === steps.length - 1);
    if (!focus) return;
    const heading = steps[current].querySelector("h2, legend, label") ?? steps[current];
    heading.setAttribute("tabindex", "-1");
    heading.focus({ preventScroll: true });
    scrollTo({ top: 0 });
  }

  function go(number) {
    current = Math.min(steps.length - 1, Math.max(0, number));
    draw({ focus: true });
  }

  previous.addEventListener("click", () => go(current - 1));
  next.addEventListener("click", () => go(current + 1));
  narrow.addEventListener("change", () => draw());
  addEventListener("hashchange", () => {
    const found = steps.findIndex((step) => targeted(step));
    if (found >= 0) go(found);
  });

  // A line of an earlier answer goes where the writer asked for it, and stays editable.
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take]");
    if (!button) return;
    const field = form.querySelector(`#${CSS.escape(button.dataset.take)}`);
    if (!field) return;
    event.preventDefault();
    const line = button.closest("[data-line]").querySelector("[data-line-text]").textContent.trim();
    field.value = field.value.trim() ? `${field.value.trimEnd()}\n${line}` : line;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    button.textContent = button.dataset.taken;
    button.disabled = true;
  });

  // Questions asked "for each" line of a list need the list as it was just saved.
  document.addEventListener("journal:saved", async (event) => {
    const feeding = new Set(event.detail.parts);
    const stale = steps.filter((step) => feeding.has(step.dataset.forEach));
    if (!stale.length) return;
    const answer = await fetch(location.pathname, { cache: "no-store", redirect: "manual" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const step of stale) askAbout(step, fresh.getElementById(step.id));
    document.dispatchEvent(new CustomEvent("journal:drawn"));
  });

  // Only what is new on the list is added: what stands there may hold words not saved yet.
  function askAbout(step, drawn) {
    const place = step.querySelector("fieldset");
    for (const item of drawn?.querySelectorAll("[data-item]") ?? []) {
      const known = step.querySelector(`[data-item="${CSS.escape(item.dataset.item)}"]`);
      if (known) {
        known.querySelector("legend").textContent = item.querySelector("legend").textContent;
        continue;
      }
      step.querySelector("[data-no-items]")?.remove();
      const id = item.previousElementSibling; // the hidden field that names it
      place.append(id, item);
    }
  }

  form.setAttribute("data-scripted", "");
  draw();
}
