// Small helpers to build the page: no framework, no innerHTML.

/** Create an element; `on*` properties are listeners, the rest attributes (false and null are left out). */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const ICONS = {
  attach: "M8 13.5 14.5 7a3 3 0 0 1 4.2 4.2l-8.4 8.4a5 5 0 0 1-7-7L11 5",
  copy: "M8 8h11v11H8zM5 16V5h11",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  mail: "M4 6h16v12H4zM4 7l8 6 8-6",
  send: "M4 12 20 4l-6 16-3-7z",
  link: "M8 16 17 7M9 7h8v8",
  app: "M4 5h16v14H4zM4 9h16",
  down: "M12 4v12m-5-5 5 5 5-5M5 20h14",
};

/** A line icon in the colour of the text. */
export function icon(name) {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  const path = document.createElementNS(namespace, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** Call the control API. Throws Error with the sandbox's words. */
export async function sim(method, path, body) {
  const answer = await fetch(`/sim/${path}`, {
    method,
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body ? JSON.stringify(body) : undefined,
  });
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.error || answer.statusText);
  return found;
}

/** Ask or tell something in the modal dialog; resolves to the value of the pressed button ("" for Escape). */
export function ask(content, buttons) {
  const dialog = document.getElementById("dialog");
  return new Promise((resolve) => {
    const choices = buttons.map(([value, label, kind]) =>
      el("button", { value, class: kind || "", type: "submit" }, label));
    const form = el("form", { method: "dialog" }, content, el("div", { class: "choices" }, choices));
    dialog.replaceChildren(form);
    dialog.returnValue = "";
    dialog.onclose = () => resolve(dialog.returnValue);
    dialog.onclick = (event) => { if (event.target === dialog) dialog.close(""); }; // a handler that gives false cancels the click
    dialog.showModal();
    (form.querySelector("input") || choices.at(-1))?.focus();
  });
}

/** Show a short note over a column for three seconds. */
export function toast(host, text) {
  const note = el("div", { class: "toast", role: "status" }, text);
  host.append(note);
  setTimeout(() => note.classList.add("leaving"), 2800);
  setTimeout(() => note.remove(), 3200);
}

/** Copy text, also where the clipboard API is missing (plain http from another machine). */
export async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = el("textarea", { class: "off-screen" });
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
