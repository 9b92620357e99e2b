// Sentence starters: a press puts the words where the cursor is and goes on from there.
// Without this file they are words to read.
//
//   <span data-starter-words>I noticed …</span>
//   <button type="button" class="starter" data-starter="I noticed" hidden>I noticed …</button>

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-starter]");
  if (button) begin(button);
});
reveal(document);
// Questions drawn anew (write.js) bring new buttons.
document.addEventListener("journal:drawn", () => reveal(document));

function reveal(where) {
  for (const words of where.querySelectorAll("[data-starter-words]")) words.hidden = true;
  for (const button of where.querySelectorAll("button[data-starter]")) button.hidden = false;
}

function begin(button) {
  const field = button.dataset.for
    ? document.getElementById(button.dataset.for)
    : button.closest("[data-question]")?.querySelector("textarea, input[type=text]");
  if (!field) return;
  const { selectionStart: from, selectionEnd: to, value } = field;
  const before = value.slice(0, from);
  const gap = before === "" || /\s$/.test(before) ? "" : " ";
  field.setRangeText(`${gap}${button.dataset.starter.trimEnd()} `, from, to, "end");
  field.focus();
  // Saving and counting listen for what a person types; this is typing by other means.
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
