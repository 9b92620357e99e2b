// Reviewing: quote what is selected, begin another comment, and hear that a share was taken back.
// Without this a quote is typed or pasted, and "Another comment" is a button that saves.

const form = document.querySelector("form.review");
if (form) start(form);

function start(form) {
  const MOST = 9;
  let chosen = null; // {row, text}: what the button would quote

  const ask = document.createElement("button");
  ask.type = "button";
  ask.className = "button button--quiet review__ask";
  ask.textContent = form.dataset.saysQuote;
  ask.hidden = true;

  function selected() {
    const selection = getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
    const words = (node) => (node.closest ? node : node.parentElement)?.closest(".reading__words");
    const range = selection.getRangeAt(0);
    const place = words(range.startContainer);
    const row = place?.closest("[data-answer]");
    const text = plain(selection);
    if (!row || !text) return null;
    // A triple click ends at the start of what comes next: only what lies in the answer counts.
    const inside = words(range.endContainer) === place || range.endOffset === 0;
    return inside ? { row, text, range: range.cloneRange() } : null;
  }

  function offer() {
    const found = selected();
    if (!found) {
      if (document.activeElement !== ask) ask.hidden = true;
      return;
    }
    chosen = found;
    const left = found.row.querySelector(".review__left");
    const box = left.getBoundingClientRect();
    left.append(ask);
    ask.hidden = false;
    ask.style.insetBlockStart = `${Math.min(found.range.getBoundingClientRect().bottom - box.top + 6, box.height - 8)}px`;
  }

  let waiting = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(offer, 200);
  });
  ask.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
  ask.addEventListener("click", () => {
    ask.hidden = true;
    quote(chosen.row, wholeWords(chosen));
    getSelection().removeAllRanges();
  });

  // Half a word is rarely meant.
  function wholeWords({ range, text }) {
    const { startContainer: first, endContainer: last } = range;
    let [from, to] = [range.startOffset, range.endOffset];
    if (first.nodeType === Node.TEXT_NODE) {
      while (from > 0 && /[\p{L}\p{N}]/u.test(first.data[from - 1])) from -= 1;
      range.setStart(first, from);
    }
    if (last.nodeType === Node.TEXT_NODE && to > 0) {
      while (to < last.length && /[\p{L}\p{N}]/u.test(last.data[to])) to += 1;
      range.setEnd(last, to);
    }
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    return plain(selection) || text;
  }

  const plain = (selection) => selection.toString().trim().replace(/\s*\n\s*/g, "\n");

  // A blank comment after others waits out of sight: the button brings it.
  for (const comments of form.querySelectorAll("[data-comments]")) {
    const all = [...comments.querySelectorAll("[data-question]")];
    if (all.length > 1 && isBlank(all.at(-1))) all.at(-1).hidden = true;
  }

  function isBlank(comment) {
    return [...comment.querySelectorAll("textarea")].every((field) => field.value.trim() === "");
  }

  function quote(row, text) {
    const comments = row.querySelector("[data-comments]");
    comments.open = true;
    const blank = [...comments.querySelectorAll("[data-question]")].find(isBlank);
    const comment = blank ?? another(comments);
    if (!comment) return comments.querySelector("textarea").focus();
    comment.hidden = false;
    const [quoted, words] = comment.querySelectorAll("textarea");
    quoted.value = text;
    quoted.dispatchEvent(new Event("input", { bubbles: true }));
    words.focus();
    comment.scrollIntoView({ block: "nearest" });
  }

  function another(comments) {
    const all = [...comments.querySelectorAll("[data-question]")];
    const spare = all.find((one) => one.hidden);
    if (spare) {
      spare.hidden = false;
      return spare;
    }
    const numbers = new Set(all.map((one) => Number(one.dataset.question.split("-").pop())));
    const number = Array.from({ length: MOST }, (_, n) => n + 1).find((n) => !numbers.has(n));
    if (!number) return null;
    const before = all.at(-1);
    const [from, to] = [before.dataset.question, `comment-${comments.dataset.comments}-${number}`];
    const comment = before.cloneNode(true);
    comment.querySelectorAll(".clash, .count, .field__error, .field__notice").forEach((e) => e.remove());
    comment.classList.remove("field--invalid");
    comment.removeAttribute("data-refused");
    for (const element of [comment, ...comment.querySelectorAll("*")]) {
      element.removeAttribute("aria-invalid");
      element.removeAttribute("aria-describedby");
      for (const { name, value } of [...element.attributes]) {
        if (value.includes(from)) element.setAttribute(name, value.replace(from, to));
      }
    }
    comment.setAttribute("aria-label", form.dataset.saysComment.replace("%n%", number));
    comment.querySelector(`[name="was-${to}"]`).value = form.dataset.blank;
    comment.querySelector(`[name="base-${to}"]`)?.remove();
    comment.querySelectorAll("textarea").forEach((field) => (field.value = ""));
    before.after(comment);
    if (numbers.size + 1 >= MOST) comments.querySelector("[data-another]").hidden = true;
    return comment;
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-another]");
    if (!button) return;
    event.preventDefault();
    another(button.closest("[data-comments]"))?.querySelector("textarea").focus();
  });

  // Taken back while this page was open: the writer's words go, and one's own stay.
  document.addEventListener("journal:saved", (event) => {
    const said = event.detail.body?.shut;
    const template = form.querySelector("[data-shut-template]");
    if (!said || !template) return;
    const box = template.content.firstElementChild.cloneNode(true);
    template.remove();
    box.querySelector("[data-shut-text]").textContent = said;
    form.before(box);
    document.querySelectorAll("[data-theirs], .review__head h1").forEach((one) => one.remove());
    form.querySelectorAll('[value^="give"]').forEach((one) => (one.hidden = true));
    box.focus();
  });

  offer(); // of what was selected before this script came
}
