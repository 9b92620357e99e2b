// Passkeys: asks the browser's key store, and posts what it answers as one field of the form.
// Without this file, or in a browser that knows no passkeys, the forms stay hidden.
//
//   <form data-passkey="make or show" data-options="JSON" hidden> … <input name="credential">

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => answer(event, form));
  }
  for (const line of document.querySelectorAll("[data-passkey-missing]")) line.hidden = true;
}

async function answer(event, form) {
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  const trouble = form.querySelector("[data-passkey-trouble]");
  trouble.hidden = true;
  button.disabled = true;
  try {
    const { publicKey } = JSON.parse(form.dataset.options);
    const credential =
      form.dataset.passkey === "make"
        ? await navigator.credentials.create({ publicKey: withBytes(publicKey) })
        : await navigator.credentials.get({ publicKey: withBytes(publicKey) });
    form.elements.credential.value = JSON.stringify(asText(credential));
    form.submit(); // which does not come back here
  } catch {
    trouble.hidden = false;
  } finally {
    button.disabled = false;
  }
}

function withBytes(options) {
  const all = { ...options, challenge: bytes(options.challenge) };
  if (options.user) all.user = { ...options.user, id: bytes(options.user.id) };
  for (const name of ["excludeCredentials", "allowCredentials"]) {
    if (options[name]) all[name] = options[name].map((key) => ({ ...key, id: bytes(key.id) }));
  }
  return all;
}

// By hand: toJSON() is younger than some browsers on a ward.
function asText({ id, rawId, type, response }) {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature"];
  const given = parts.filter((name) => response[name]);
  return {
    id,
    rawId: text(rawId),
    type,
    response: Object.fromEntries(given.map((name) => [name, text(response[name])])),
  };
}

function bytes(letters) {
  const plain = atob(letters.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte));
  return btoa(letters.join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
