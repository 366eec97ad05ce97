// A Mini App in a frame beside the chats, with the part of Telegram's bridge a shop needs.

import { el, sim } from "./dom.js";
import { word } from "./words.js";

const theme = () => {
  const style = getComputedStyle(document.documentElement);
  const color = (name) => style.getPropertyValue(name).trim();
  return {
    bg_color: color("--surface"), text_color: color("--ink"), hint_color: color("--dim"), link_color: color("--accent"),
    button_color: color("--accent"), button_text_color: "#ffffff", secondary_bg_color: color("--ground"),
  };
};

/** Open `address` (with initData behind #) for the column's person. */
export function openWebApp(panel, column, address, title) {
  const frame = el("iframe", { src: address, title: title || "Mini App", allow: "clipboard-write" });
  const origin = new URL(address).origin;
  const post = (eventType, eventData = {}) =>
    frame.contentWindow?.postMessage(JSON.stringify({ eventType, eventData }), origin);
  const close = () => { removeEventListener("message", hear); panel.hidden = true; panel.replaceChildren(); };
  const back = el("button", { class: "ghost", hidden: true, onclick: () => post("back_button_pressed") }, "‹");
  const main = el("button", { class: "start", hidden: true, onclick: () => post("main_button_pressed") });

  const answers = {
    web_app_close: close,
    web_app_request_theme: () => post("theme_changed", { theme_params: theme() }),
    web_app_request_viewport: () => post("viewport_changed",
      { width: frame.clientWidth, height: frame.clientHeight, is_expanded: true, is_state_stable: true }),
    web_app_setup_back_button: (data) => { back.hidden = !data.is_visible; },
    web_app_setup_main_button: (data) => { main.hidden = !data.is_visible; main.textContent = data.text || ""; main.disabled = data.is_active === false; },
    web_app_open_link: (data) => column.follow(data.url),
    web_app_open_tg_link: (data) => column.follow(`https://t.me${data.path_full}`),
    web_app_data_send: (data) => column.do("web_app_data", { data: data.data, button_text: title }).then(close),
    web_app_open_popup: (data) => { column.alert(data.message); post("popup_closed", {}); },
    web_app_open_invoice: async (data) => {
      const bill = await sim("GET", `invoices/${data.slug}`);
      post("invoice_closed", { slug: data.slug, status: await column.checkout(bill, { link: data.slug }) });
    },
  };

  function hear(event) {
    if (event.source !== frame.contentWindow || typeof event.data !== "string") return;
    let message;
    try { message = JSON.parse(event.data); } catch { return; }
    let data = message.eventData ?? {};
    if (typeof data === "string") { try { data = JSON.parse(data); } catch { data = {}; } }
    answers[message.eventType]?.(data);
  }

  addEventListener("message", hear);
  panel.replaceChildren(el("header", { class: "head" }, back, el("b", { class: "who" }, title || "Mini App"),
    el("button", { class: "ghost", "aria-label": word("close"), onclick: close }, "✕")), frame, main);
  panel.hidden = false;
}
