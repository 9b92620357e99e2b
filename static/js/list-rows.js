// Lines of a list: a button adds one, and Enter in the last line does too. Without this file the
// server gives a few empty lines more at each save.
//
//   <div data-list-rows>
//     <div data-list-lines> … <div data-list-line>…</div></div>
//     <template data-list-template>a line with __row__ for its new id</template>
//     <button type="button" data-list-add hidden>Add a line</button>
//   </div>

prepare();
document.addEventListener("journal:drawn", prepare);

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-list-add]");
  if (button) add(button.closest("[data-list-rows]"));
});

document.addEventListener("keydown", (event) => {
  const line = event.target.closest?.("[data-list-line]");
  if (event.key !== "Enter" || event.isComposing || !line || event.target.type !== "text") return;
  event.preventDefault(); // it would send the whole form
  const next = line.nextElementSibling?.querySelector("input[type=text]");
  if (next) next.focus();
  else if (event.target.value.trim()) add(line.closest("[data-list-rows]"));
});

function prepare() {
  for (const button of document.querySelectorAll("[data-list-add]")) button.hidden = false;
  for (const hint of document.querySelectorAll("[data-list-hint]")) hint.hidden = true;
}

function add(rows) {
  const id = [...crypto.getRandomValues(new Uint8Array(6))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
  const line = rows
    .querySelector("[data-list-template]")
    .content.firstElementChild.cloneNode(true);
  for (const part of [line, ...line.querySelectorAll("*")]) {
    for (const { name, value } of [...part.attributes]) {
      if (value.includes("__row__")) part.setAttribute(name, value.replaceAll("__row__", id));
    }
  }
  rows.querySelector("[data-list-lines]").append(line);
  line.querySelector("input:not([type=hidden]), textarea").focus();
}
