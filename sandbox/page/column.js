// One person's chat: header, messages, composer, and everything the person can do.

import { bubble } from "./bubble.js";
import { ask, copy, el, icon, sim, toast } from "./dom.js";
import { locale, word } from "./words.js";

const CALLBACK_SECONDS = 15;
const COLORS = ["#e17076", "#7bc862", "#65aadd", "#a695e7", "#ee7aae", "#6ec9cb", "#f2a05b"];
const day = (seconds) => new Date(seconds * 1000).toLocaleDateString(locale, { day: "numeric", month: "long" });

export class Column {
  constructor(person, shared) {
    this.person = person;
    this.personId = person.id;
    this.shared = shared;
    this.chatId = person.id;
    this.waiting = new Set();
    this.replyTo = null;
    this.act = {
      copy: (text) => copy(text).then(() => toast(this.node, word("copied"))),
      link: (url) => this.follow(url),
      send: (text) => this.send(text),
      press: (button, message) => this.press(button, message),
    };
    this.settle = () => { if (this.atEnd) this.log.scrollTop = this.log.scrollHeight; };
    this.build();
  }

  get chat() { return this.shared.chats.get(this.chatId); }
  get isGroup() { return this.chatId !== this.personId; }
  topicName(id) { return this.chat.topics?.find((topic) => topic.message_thread_id === id)?.name || id; }

  build() {
    this.head = el("header", { class: "head" });
    this.log = el("div", { class: "log", role: "log", "aria-live": "polite", tabindex: 0,
      onscroll: () => this.onScroll() });
    this.foot = el("footer", { class: "foot" });
    this.node = el("section", { class: "column", "aria-label": this.person.first_name }, this.head, this.log, this.foot);
    this.atEnd = true;
    this.drawAll();
  }

  /** Stay at the end while content grows, until the reader scrolls up. */
  onScroll() {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    if (scrollTop < (this.lastTop || 0)) this.atEnd = false;
    if (scrollHeight - scrollTop - clientHeight < 60) this.atEnd = true;
    this.lastTop = scrollTop;
  }

  drawAll() { this.drawHead(); this.drawLog(); this.drawFoot(); }

  drawHead() {
    const { person } = this;
    const avatar = el("span", { class: "avatar", "aria-hidden": "true" }, [...person.first_name][0]);
    avatar.style.background = COLORS[person.id % COLORS.length];
    this.status = el("span", { class: "dim small" }, person.username ? `@${person.username}` : `id ${person.id}`);
    const language = el("button", { class: "ghost", title: word("language"), "aria-label": word("language"),
      onclick: () => this.quietly(sim("PATCH", `people/${person.id}`, { language: person.language === "ru" ? "en" : "ru" })),
    }, person.language.toUpperCase());
    const more = el("button", { class: "ghost", "aria-label": word("more"), title: word("more"), onclick: () => this.more() }, icon("more"));
    this.head.replaceChildren(avatar, el("div", { class: "who" }, el("b", {}, person.first_name), this.status),
      this.chatChoice() || "", language, more);
  }

  chatChoice() {
    const groups = [...this.shared.chats.values()].filter((chat) =>
      chat.type !== "private" && !["left", "kicked", undefined].includes(chat.members[this.personId]));
    if (!groups.length) return null;
    const choice = el("select", { "aria-label": word("chat"), onchange: () => this.show(Number(choice.value)) },
      el("option", { value: this.personId }, word("bot")), groups.map((chat) => el("option", { value: chat.id }, chat.title)));
    choice.value = this.chatId;
    return choice;
  }

  show(chatId) { this.chatId = chatId; this.replyTo = null; this.drawLog(); this.drawFoot(); }

  drawLog() {
    const messages = [...this.chat.messages.values()];
    this.lastDay = "";
    this.log.replaceChildren();
    if (!messages.length) this.log.append(this.welcome());
    for (const message of messages) this.append(message);
    this.log.scrollTop = this.log.scrollHeight;
  }

  welcome() {
    return el("div", { class: "welcome" }, el("img", { src: "icon.svg", alt: "", width: 72, height: 72 }),
      el("b", {}, this.shared.description ? word("whatCan") : this.shared.bot.first_name),
      el("p", {}, this.shared.description || word("silent")));
  }

  append(message) {
    this.log.querySelector(".welcome")?.remove();
    const today = day(message.date);
    if (today !== this.lastDay) this.log.append(el("div", { class: "service" }, (this.lastDay = today)));
    this.log.append(this.drawn(message));
    this.settle();
  }

  drawn(message) {
    const node = bubble(message, this);
    if (this.isGroup) node.ondblclick = () => { this.replyTo = message; this.drawFoot(); this.input?.focus(); };
    return node;
  }

  replace(message) {
    this.log.querySelector(`[data-id="${message.message_id}"]`)?.replaceWith(this.drawn(message));
    this.settle();
  }

  remove(id) {
    const node = this.log.querySelector(`[data-id="${id}"]`);
    node?.classList.add("leaving");
    setTimeout(() => { node?.remove(); if (!this.chat.messages.size) this.drawLog(); }, 200);
  }

  drawFoot() {
    if (!this.isGroup && (!this.person.started || this.person.blocked)) {
      const label = this.person.blocked ? word("restart") : word("start");
      this.foot.replaceChildren(this.person.blocked ? el("p", { class: "dim small" }, word("blocked")) : "",
        el("button", { class: "start", onclick: () => this.do("start", {}) }, label));
      return;
    }
    const former = this.input?.value || "";
    this.input = el("input", { type: "text", placeholder: word("write"), "aria-label": word("write"), autocomplete: "off",
      enterkeyhint: "send" });
    this.input.value = former;
    const form = el("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); this.submit(); } },
      this.isGroup ? null : this.menuButton(), this.input, this.attachButton(),
      el("button", { class: "round", type: "submit", "aria-label": word("send") }, icon("send")));
    const reply = this.replyTo && el("div", { class: "quote" }, `${word("answer")}: ${this.replyTo.text || ""}`);
    this.foot.replaceChildren(reply || "", form, this.replyKeyboard() || "");
  }

  submit() {
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.send(text);
  }

  send(text) {
    const body = { text };
    if (this.isGroup) body.chat_id = this.chatId;
    if (this.replyTo) {
      body.reply_to_message_id = this.replyTo.message_id;
      body.message_thread_id = this.replyTo.message_thread_id;
      this.replyTo = null;
      this.drawFoot();
    }
    this.atEnd = true;
    return this.do("send", body);
  }

  attachButton() {
    const chosen = el("input", { type: "file", class: "off-screen", tabindex: -1, "aria-hidden": "true", onchange: async () => {
      const file = chosen.files[0];
      const bytes = new Uint8Array(await file.arrayBuffer());
      let binary = "";
      for (const byte of bytes) binary += String.fromCharCode(byte);
      const kind = /^image\/(png|jpeg|gif)$/.test(file.type) ? "photo" : "document";
      this.do("send", { kind, name: file.name, mime: file.type || undefined, content_base64: btoa(binary) });
    } });
    return el("span", {}, chosen, el("button", { type: "button", class: "ghost", "aria-label": word("attach"),
      title: word("attach"), onclick: () => chosen.click() }, icon("attach")));
  }

  menuButton() {
    const menu = this.chat.menu_button || this.shared.menuButton;
    if (menu?.type === "web_app") {
      return el("button", { type: "button", class: "menu", onclick: () => this.openApp(menu.web_app.url, menu.text) }, menu.text);
    }
    if (!this.shared.commands.length) return null;
    return el("button", { type: "button", class: "menu", "aria-haspopup": "true", onclick: () => this.toggleMenu() }, `☰ ${word("menu")}`);
  }

  toggleMenu() {
    const open = this.foot.querySelector(".commands");
    if (open) return open.remove();
    const choose = (command) => { this.foot.querySelector(".commands").remove(); this.send(`/${command}`); };
    this.foot.prepend(el("div", { class: "commands" }, this.shared.commands.map(({ command, description }) =>
      el("button", { onclick: () => choose(command) }, el("b", {}, `/${command}`), el("span", { class: "dim" }, description)))));
    this.foot.querySelector(".commands button")?.focus();
  }

  replyKeyboard() {
    const rows = this.chat.reply_keyboard?.keyboard;
    return rows && el("div", { class: "reply-keyboard" }, rows.map((row) => el("div", { class: "row" }, row.map((button) =>
      el("button", { onclick: () => this.pressKey(button) }, button.text)))));
  }

  pressKey(button) {
    if (button.web_app) return this.openApp(button.web_app.url, button.text);
    if (button.request_contact) return this.do("send", { contact: true });
    return this.send(button.text);
  }

  async press(button, message) {
    if (button.callback_data !== undefined) {
      return this.do("tap", { data: button.callback_data, message_id: message.message_id, chat_id: this.chatId });
    }
    if (button.pay) return this.checkout(message.invoice, { message_id: message.message_id });
    if (button.copy_text) return this.act.copy(button.copy_text.text);
    if (button.web_app) return this.openApp(button.web_app.url, button.text);
    if (button.url) return this.follow(button.url);
  }

  async follow(url) {
    const bill = url.match(/^https:\/\/t\.me\/(?:\$|invoice\/)([\w-]+)$/);
    if (bill) return this.checkout(await sim("GET", `invoices/${bill[1]}`), { link: bill[1] });
    const start = url.match(/^(?:https?:\/\/t\.me\/(\w+)|tg:\/\/resolve\?domain=(\w+))(?:[?&]start=([\w-]*))?$/);
    if (start && (start[1] || start[2]).toLowerCase() === this.shared.bot.username.toLowerCase()) {
      return start[3] ? this.do("start", { payload: start[3] }) : this.show(this.personId);
    }
    const choice = await ask(el("div", {}, el("b", {}, word("followLink")), el("p", { class: "wrap" }, url)),
      [["", word("cancel")], ["open", word("open"), "primary"]]);
    if (choice === "open") window.open(url, "_blank", "noopener");
  }

  async checkout(bill, body) {
    const amount = `⭐️ ${bill.total_amount}`;
    const choice = await ask(el("div", { class: "invoice" }, el("h2", {}, word("confirmPay")), el("b", {}, bill.title),
      el("p", {}, bill.description)), [["", word("cancel")], ["pay", `${word("pay")} ${amount}`, "primary"]]);
    if (choice !== "pay") return "cancelled";
    toast(this.node, word("paying"));
    return (await this.do("pay", body)) ? "paid" : "failed";
  }

  async openApp(url, title) {
    const { url: address } = await sim("POST", `people/${this.personId}/web_app`, { url });
    this.shared.openWebApp(this, address, title);
  }

  async more() {
    const { person } = this;
    const payload = el("input", { type: "text", placeholder: "ref_42", pattern: "[A-Za-z0-9_\\-]{0,64}" });
    const chats = [...this.shared.chats.values()].filter((chat) => chat.type !== "private").map((chat) => {
      const inside = ["member", "administrator", "creator"].includes(chat.members[person.id]);
      const toggle = el("input", { type: "checkbox", checked: inside, onchange: () => this.quietly(sim("PUT",
        `chats/${chat.id}/members/${person.id}`, { status: toggle.checked ? "member" : "left" })) });
      return el("label", { class: "line" }, toggle, chat.title);
    });
    const choice = await ask(el("div", { class: "sheet" }, el("h2", {}, person.first_name),
      el("label", {}, word("deepLink"), payload), chats.length ? el("h3", {}, word("channels")) : null, chats),
    [["block", person.blocked ? word("unblock") : word("block"), "danger"], ["", word("close")], ["start", word("open"), "primary"]]);
    if (choice === "block") this.do(person.blocked ? "unblock" : "block", {});
    if (choice === "start") this.do("start", { payload: payload.value.trim() });
  }

  async do(what, body) {
    try {
      return await sim("POST", `people/${this.personId}/${what}`, body);
    } catch (error) {
      toast(this.node, error.message);
      return null;
    }
  }

  quietly(promise) { promise.catch((error) => toast(this.node, error.message)); }

  // What the stream tells

  onCallback(event) {
    const key = `${event.message_id}:${event.data}`;
    this.spin(key, true);
    this.queries ??= new Map();
    this.queries.set(event.query_id, key);
    setTimeout(() => this.spin(key, false), CALLBACK_SECONDS * 1000);
  }

  onAnswer(event) {
    this.spin(this.queries?.get(event.query_id), false);
    if (event.url) this.follow(event.url);
    else if (event.text && event.show_alert) this.alert(event.text);
    else if (event.text) toast(this.node, event.text);
  }

  alert(text) {
    const box = el("div", { class: "alert", role: "alertdialog", "aria-label": text });
    const close = el("button", { class: "primary", onclick: () => box.remove() }, word("ok"));
    box.append(el("div", {}, el("p", {}, text), close));
    this.node.append(box);
    close.focus();
  }

  spin(key, on) {
    if (!key) return;
    if (on) this.waiting.add(key); else this.waiting.delete(key);
    this.log.querySelector(`[data-key="${CSS.escape(key)}"]`)?.classList.toggle("waiting", on);
  }

  onTyping() {
    const usual = this.status.textContent;
    if (usual !== word("typing")) this.usual = usual;
    this.status.textContent = word("typing");
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.stopTyping(), 5000);
  }

  stopTyping() { if (this.usual) this.status.textContent = this.usual; }
}
