// A button that prints the page: <button type="button" data-print hidden>
// Without this, the browser's own command does the same.

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
