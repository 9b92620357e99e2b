// Long answers: the field grows with the words, and a count appears near the limit, not before.
//
//   <textarea data-limit="20000" data-count-left="%N% characters left"
//             data-count-over="%N% characters too many">

const SHOWN_FROM = 0.8;
const growsByItself = CSS.supports("field-sizing", "content");

for (const field of document.querySelectorAll("textarea[data-limit]")) {
  const limit = Number(field.dataset.limit);
  const count = document.createElement("p");
  count.className = "count";
  count.id = `${field.id}_count`;
  count.setAttribute("role", "status");
  field.after(count);

  let waiting = 0;
  const update = () => {
    if (!growsByItself) grow(field);
    clearTimeout(waiting);
    waiting = setTimeout(() => tell(field, count, limit), 600); // not at every letter
  };
  field.addEventListener("input", update);
  if (!growsByItself) grow(field);
  tell(field, count, limit);
}

function grow(field) {
  field.style.blockSize = "auto";
  field.style.blockSize = `${field.scrollHeight + 4}px`;
}

function tell(field, count, limit) {
  const left = limit - [...field.value].length;
  const over = left < 0;
  const words = over
    ? field.dataset.countOver || "−%N%"
    : field.value.length < limit * SHOWN_FROM
      ? ""
      : field.dataset.countLeft || "%N%";
  const number = Math.abs(left).toLocaleString(document.documentElement.lang || undefined);
  count.textContent = words.replace("%N%", number);
  count.classList.toggle("count--over", over);
}
