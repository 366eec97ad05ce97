"use strict";
// The code is behind "#", so that it never reaches a server log; it goes to the API in the body of one request.
const form = document.getElementById("letter");
const result = document.getElementById("result");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const code = decodeURIComponent(location.hash.slice(1));
  const reset = form.dataset.page === "reset-password";
  const body = reset
    ? { reset_token: code, new_password: document.getElementById("password").value }
    : { verification_token: code };
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const answer = await fetch(`/cabinet/auth/${form.dataset.page}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    result.textContent = answer.ok ? form.dataset.done : (await answer.json()).detail;
    button.disabled = answer.ok;
    if (answer.ok) goOn(button);
  } catch {
    result.textContent = form.dataset.offline;
    button.disabled = false;
  }
});

/** Show the way to the cabinet; a tab of it that waits for this letter goes on by itself. */
function goOn(button) {
  document.getElementById("onward").hidden = false;
  button.hidden = true;
  if (!("BroadcastChannel" in window)) return;
  const letters = new BroadcastChannel("vitrina-letters");
  letters.postMessage(form.dataset.page);
  letters.close();
}
