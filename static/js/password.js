// A button beside each password field shows what is typed. It hides it again before sending, so
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
