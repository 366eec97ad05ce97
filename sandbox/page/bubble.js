// One message as it is drawn: text, media, invoice or service note, and the buttons under it.

import { ask, el, icon } from "./dom.js";
import { richText } from "./text.js";
import { locale, word } from "./words.js";

const stars = (amount) => `⭐️ ${amount}`;
const clockTime = (seconds) => new Date(seconds * 1000).toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" });

/** Draw a message. `column` gives personId, botId, waiting (a set of "message:data") and the actions. */
export function bubble(message, column) {
  const note = serviceNote(message);
  if (note) return el("div", { class: "service", "data-id": message.message_id }, note);
  const own = message.from?.id === column.personId;
  const shown = parts(message, column);
  // The time stands at the end of the text's last line where there is room.
  const text = shown.at(-1)?.classList.contains("text") ? shown.at(-1) : null;
  text?.append(meta(message));
  const body = el("div", { class: "body" }, shown, text ? null : meta(message));
  if (message.photo && !message.caption) body.classList.add("bare");
  return el("article", { class: own ? "message own" : "message", "data-id": message.message_id },
    body, keyboard(message, column));
}

function parts(message, column) {
  const found = [];
  if (column.isGroup && message.from?.id !== column.personId) {
    found.push(el("div", { class: "sender" }, message.from?.first_name || message.sender_chat?.title || ""));
  }
  if (message.message_thread_id) {
    found.push(el("div", { class: "dim small" }, `${word("topic")}: ${column.topicName(message.message_thread_id)}`));
  }
  if (message.forward_origin) found.push(el("div", { class: "dim small" }, word("forwarded")));
  if (message.reply_to_message) found.push(quote(message.reply_to_message));
  if (message.photo) found.push(photo(message.photo.at(-1), column));
  for (const kind of ["document", "animation", "video", "voice", "audio", "sticker"]) {
    if (message[kind]) found.push(attachment(message[kind]));
  }
  if (message.invoice) found.push(invoice(message, column));
  if (message.contact) found.push(el("div", {}, `${word("contact")}: ${message.contact.first_name}, ${message.contact.phone_number}`));
  if (message.web_app_data) found.push(el("code", {}, message.web_app_data.data));
  const text = message.text ?? message.caption;
  if (text) {
    found.push(el("div", { class: "text", dir: "auto" },
      richText(text, message.entities ?? message.caption_entities, column.act)));
  }
  return found;
}

function serviceNote(message) {
  const payment = message.successful_payment, refund = message.refunded_payment;
  if (payment) return word("paidNote", { amount: stars(payment.total_amount) });
  if (refund) return word("refunded", { amount: stars(refund.total_amount) });
  if (message.pinned_message) return `${message.from?.first_name || ""} ${word("pinned")}`;
  if (message.forum_topic_created) return `${word("topic")}: ${message.forum_topic_created.name}`;
  return "";
}

function meta(message) {
  return el("span", { class: "meta" }, message.edit_date ? `${word("edited")} ` : "", clockTime(message.edit_date || message.date));
}

function quote(original) {
  const text = original.text || original.caption || word("file");
  return el("div", { class: "quote" }, el("b", {}, original.from?.first_name || ""), el("span", {}, text.slice(0, 90)));
}

function photo(size, column) {
  const image = el("img", {
    src: `/sim/files/${size.file_id}`, alt: "", width: size.width, height: size.height,
    onload: column.settle,
  });
  const zoom = () => ask(el("img", { class: "zoomed", src: image.src, alt: "" }), [["", word("close")]]);
  return el("button", { class: "photo", "aria-label": word("open"), onclick: zoom }, image);
}

function attachment(file) {
  const name = file.file_name || word("file");
  const size = file.file_size > 1024 ? `${(file.file_size / 1024).toFixed(1)} KB` : `${file.file_size} B`;
  return el("a", { class: "file", href: `/sim/files/${file.file_id}`, download: name },
    el("span", { class: "file-icon", "aria-hidden": "true" }, icon("down")), el("span", {}, el("b", {}, name), el("small", { class: "dim" }, size)));
}

function invoice(message, column) {
  const bill = message.invoice, open = Boolean(message.reply_markup);
  return el("div", { class: "invoice" },
    el("b", {}, bill.title), el("p", {}, bill.description),
    el("div", { class: "price" }, stars(bill.total_amount), open ? null : el("span", { class: "stamp" }, word("paid"))));
}

function keyboard(message, column) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows) return null;
  return el("div", { class: "keyboard" }, rows.map((row) =>
    el("div", { class: "row" }, row.map((button) => inlineButton(button, message, column)))));
}

function inlineButton(button, message, column) {
  const key = `${message.message_id}:${button.callback_data}`;
  const marks = { url: "link", web_app: "app", copy_text: "copy" };
  const mark = Object.entries(marks).find(([kind]) => button[kind])?.[1];
  return el("button", {
    class: `inline ${button.style || ""} ${column.waiting.has(key) ? "waiting" : ""}`,
    "data-key": key, disabled: Boolean(button.disabled), onclick: () => column.act.press(button, message),
  }, el("span", {}, button.text), mark ? icon(mark) : null);
}
