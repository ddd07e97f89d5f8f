// Passkeys: a form that says what to ask the browser for gets its answer in a hidden field, and is sent.
// Without this file, or where a browser has no passkeys, the button is not there and the password form is.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function asked(form) {
  const options = JSON.parse(form.dataset.passkey);
  options.challenge = bytes(options.challenge);
  for (const one of options.excludeCredentials || []) one.id = bytes(one.id);
  if (options.user) {
    const value = (name) => (form.elements[name] ? form.elements[name].value.trim() : "");
    options.user.id = bytes(options.user.id);
    options.user.name = value("email") || options.user.name;
    options.user.displayName = value("email") ? value("name") : options.user.name;
  }
  return options;
}

function said(credential) {
  const { response } = credential;
  const parts = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) parts[name] = text(response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response: parts });
}

for (const form of window.PublicKeyCredential ? document.querySelectorAll("form[data-passkey]") : []) {
  const button = form.querySelector("button[type=button]");
  const wrong = form.querySelector("[role=alert]");
  const needed = ["name", "email"].map((name) => form.elements[name]).filter((one) => one);
  form.hidden = false;
  for (const one of form.querySelectorAll("[data-only]")) one.hidden = false;
  button.addEventListener("click", async () => {
    if (!needed.every((one) => one.reportValidity())) return;
    wrong.hidden = true;
    button.disabled = true;
    try {
      const publicKey = asked(form);
      const { credentials } = navigator;
      const credential = publicKey.user ? await credentials.create({ publicKey }) : await credentials.get({ publicKey });
      form.elements.passkey.value = said(credential);
      form.submit();
    } catch {
      wrong.hidden = false;
      button.disabled = false;
    }
  });
}
