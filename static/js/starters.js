// Sentence starters: a press puts the words where the cursor is and goes on from there.
//
//   <button type="button" class="starter" data-starter="I noticed that " data-for="id_q-bond">

for (const button of document.querySelectorAll("button[data-starter]")) {
  button.addEventListener("click", () => {
    const field = button.dataset.for
      ? document.getElementById(button.dataset.for)
      : button.closest(".question")?.querySelector("textarea, input[type=text]");
    if (!field) return;
    const { selectionStart: from, selectionEnd: to, value } = field;
    const before = value.slice(0, from);
    const gap = before === "" || /\s$/.test(before) ? "" : " ";
    field.setRangeText(`${gap}${button.dataset.starter.trimEnd()} `, from, to, "end");
    field.focus();
    // Saving and counting listen for what a person types; this is typing by other means.
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
