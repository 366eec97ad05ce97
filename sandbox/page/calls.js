// The drawer that shows what the bot asks of Telegram, the newest first.

import { el } from "./dom.js";
import { word } from "./words.js";

const KEPT = 200;

export class CallLog {
  constructor(panel) {
    this.panel = panel;
    this.list = el("ol", { class: "calls" });
    this.empty = el("p", { class: "dim pad" }, word("noCalls"));
    panel.append(el("header", { class: "head" }, el("b", { class: "who" }, word("calls")),
      el("button", { class: "ghost", "aria-label": word("close"), onclick: () => this.toggle(false) }, "✕")), this.empty, this.list);
  }

  toggle(open = this.panel.hidden) {
    this.panel.hidden = !open;
    document.getElementById("open-calls").setAttribute("aria-expanded", String(open));
  }

  add(call) {
    this.empty.remove();
    const to = call.args.chat_id ?? call.args.user_id ?? "";
    const head = el("summary", {}, el("b", {}, call.method), el("span", { class: "dim" }, ` ${to}`),
      el("span", { class: call.ok ? "good" : "bad" }, call.ok ? "ok" : String(call.error_code || "×")));
    const detail = el("pre", {}, call.ok ? "" : `${call.description}\n`, JSON.stringify(call.args, unpacked, 1));
    this.list.prepend(el("li", {}, el("details", {}, head, detail)));
    if (this.list.children.length > KEPT) this.list.lastChild.remove();
  }

  clear() { this.list.replaceChildren(); }
}

/** Show JSON inside form fields as JSON. */
function unpacked(_, value) {
  if (typeof value === "string" && /^[[{]/.test(value)) { try { return JSON.parse(value); } catch { return value; } }
  return value;
}
