// The mail box: letters that came by SMTP, as a list and one at a time.

import { el, icon, sim } from "./dom.js";
import { locale, word } from "./words.js";

const time = (iso) => new Date(iso).toLocaleString(locale, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

export class MailBox {
  constructor(panel, button) {
    this.panel = panel;
    this.button = button;
    this.letters = [];
    this.unread = new Set();
    this.address = "";
    this.shown = null;
    this.smtp = "";
    button.onclick = () => this.toggle();
    this.drawButton();
  }

  /** What is there already; those letters count as read. */
  async load() {
    const { letters, smtp_url: smtp } = await sim("GET", "mail");
    Object.assign(this, { letters: letters.reverse(), smtp, shown: null });
    this.unread.clear();
    this.draw();
  }

  add(letter) {
    this.letters.unshift(letter);
    this.unread.add(letter.id);
    if (this.shown) this.drawButton(); else this.draw();
  }

  toggle(open = this.panel.hidden) {
    this.panel.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
  }

  draw() {
    this.drawButton();
    if (this.shown) this.drawLetter(); else this.drawList();
  }

  drawButton() {
    const count = this.unread.size;
    this.button.replaceChildren(icon("mail"), el("span", {}, word("mail")), count ? el("b", { class: "count" }, String(count)) : "");
    this.button.title = count ? word("unread", { count }) : word("mail");
    this.button.setAttribute("aria-label", this.button.title);
  }

  head(...parts) {
    return el("header", { class: "head" }, ...parts,
      el("button", { class: "ghost", "aria-label": word("close"), onclick: () => this.toggle(false) }, "✕"));
  }

  drawList() {
    const addresses = [...new Set(this.letters.flatMap((letter) => letter.to))].sort();
    if (!addresses.includes(this.address)) this.address = "";
    const shown = this.letters.filter((letter) => !this.address || letter.to.includes(this.address));
    this.panel.replaceChildren(this.head(el("b", { class: "who" }, word("mail")), this.choice(addresses)),
      shown.length ? el("ol", { class: "letters" }, shown.map((letter) => this.row(letter))) : this.empty());
  }

  choice(addresses) {
    if (addresses.length < 2) return null;
    const choice = el("select", { "aria-label": word("address"), onchange: () => { this.address = choice.value; this.drawList(); } },
      el("option", { value: "" }, word("allAddresses")), addresses.map((address) => el("option", { value: address }, address)));
    choice.value = this.address;
    return choice;
  }

  row(letter) {
    return el("li", {}, el("button", { class: this.unread.has(letter.id) ? "letter fresh" : "letter", onclick: () => this.open(letter) },
      el("b", {}, letter.subject || word("noSubject")), el("time", { class: "dim small", datetime: letter.at }, time(letter.at)),
      el("span", { class: "dim small" }, letter.to.join(", "))));
  }

  empty() {
    return el("div", { class: "no-letters" }, icon("mail"), el("b", {}, word("noLetters")), el("p", { class: "dim" }, word("noLettersNote")),
      this.smtp ? el("code", {}, this.smtp) : null);
  }

  async open(letter) {
    this.unread.delete(letter.id);
    this.shown = letter.text === undefined ? { ...letter, ...(await sim("GET", `mail/${letter.id}`)) } : letter;
    this.plain = !this.shown.html;
    this.draw();
    this.panel.querySelector("button")?.focus();
  }

  drawLetter() {
    const letter = this.shown;
    const back = el("button", { class: "ghost", "aria-label": word("back"), title: word("back"),
      onclick: () => { this.shown = null; this.draw(); } }, "‹");
    const line = (name, value) => el("p", {}, el("span", { class: "dim" }, `${word(name)} `), value);
    const form = (plain, name) => el("button", { "aria-pressed": String(this.plain === plain),
      onclick: () => { this.plain = plain; this.drawLetter(); } }, word(name));
    this.panel.replaceChildren(this.head(back, el("b", { class: "who" }, word("letter"))),
      el("div", { class: "envelope" }, el("h2", {}, letter.subject || word("noSubject")), line("from", letter.from),
        line("to", letter.to.join(", ")), el("time", { class: "dim", datetime: letter.at }, time(letter.at)),
        letter.html && letter.text ? el("div", { class: "forms", role: "group" }, form(false, "letterPage"), form(true, "letterText")) : null),
      this.plain ? el("pre", { class: "plain", tabindex: 0 }, letter.text) : el("iframe", { src: `/sim/mail/${letter.id}/html`,
        title: letter.subject, sandbox: "allow-popups allow-popups-to-escape-sandbox" }));
  }
}
