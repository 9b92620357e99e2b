// Asks "does anyone else use it?" only of who says that this is their own device.
// Without this script the question simply stands there.
for (const question of document.querySelectorAll("[data-own-device]")) {
  const form = question.closest("form");
  const show = () => {
    const own = form.elements.device.value === "own";
    question.hidden = !own;
    for (const choice of form.querySelectorAll("[name=others]")) choice.required = own;
  };
  form.addEventListener("change", show);
  show();
}
