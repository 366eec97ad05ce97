"use strict";
// The code is behind "#", so that it never reaches a server log; it goes to the API in the body of one request.
const form = document.getElementById("letter");
const result = document.getElementById("result");
const password = document.getElementById("password");
let page = form.dataset.page;
let code = decodeURIComponent(location.hash.slice(1));
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = page === "reset-password"
    ? { reset_token: code, new_password: password.value }
    : { verification_token: code };
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const answer = await fetch(`/cabinet/auth/${page}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const told = await answer.json();
    if (answer.ok && told.reset_token) return choosePassword(button, told.reset_token);
    result.textContent = !answer.ok ? told.detail : page === form.dataset.page ? form.dataset.done : form.dataset.set;
    button.disabled = answer.ok;
    if (answer.ok) goOn(button);
  } catch {
    result.textContent = form.dataset.offline;
    button.disabled = false;
  }
});

/** The address is confirmed, but not where the account was registered: its password may be a stranger's. */
function choosePassword(button, token) {
  page = "reset-password";
  code = token;
  password.disabled = false;
  document.getElementById("choice").hidden = false;
  result.textContent = form.dataset.choose;
  button.textContent = form.dataset.save;
  button.disabled = false;
  password.focus();
}

/** Show the way to the cabinet; a tab of it that waits for this letter goes on by itself. */
function goOn(button) {
  document.getElementById("onward").hidden = false;
  button.hidden = true;
  if (!("BroadcastChannel" in window)) return;
  const letters = new BroadcastChannel("vitrina-letters");
  letters.postMessage(page);
  letters.close();
}
