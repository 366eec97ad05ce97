// The chat page: loads the sandbox's state, follows its journal, and hands events to the columns.

import { CallLog } from "./calls.js";
import { Column } from "./column.js";
import { ask, el, sim } from "./dom.js";
import { MailBox } from "./mail.js";
import { openWebApp } from "./webapp.js";
import { locale, translatePage, word } from "./words.js";

const byId = (id) => document.getElementById(id);
const columns = new Map();
const shared = {
  bot: {}, chats: new Map(), commands: [], description: "", menuButton: null,
  openWebApp: (column, address, title) => openWebApp(byId("web-app"), column, address, title),
};
let offset = 0;
let callLog;
let mailBox;

async function load() {
  const state = await sim("GET", "state");
  Object.assign(shared, { bot: state.bot, commands: state.commands, description: state.description, menuButton: state.menu_button });
  shared.chats = new Map(state.chats.map((chat) => [chat.id, withMessages(chat)]));
  byId("bot-name").textContent = state.bot.first_name;
  byId("bot-username").textContent = `@${state.bot.username}`;
  document.title = `${state.bot.first_name} · sandbox`;
  setClock(state);
  columns.clear();
  byId("columns").replaceChildren();
  byId("tabs").replaceChildren();
  for (const person of state.people) addColumn(person);
  if (!columns.size) showNobody();
  await mailBox.load();
  return state.seq;
}

function withMessages(chat) {
  return { ...chat, messages: new Map((chat.messages || []).map((message) => [message.message_id, message])) };
}

function showNobody() {
  byId("columns").replaceChildren(el("div", { class: "nobody" }, el("img", { src: "icon.svg", alt: "", width: 96, height: 96 }),
    el("p", {}, word("noPeople")), el("button", { class: "primary", onclick: addPerson }, word("addPerson"))));
}

function addColumn(person) {
  byId("columns").querySelector(".nobody")?.remove();
  const column = new Column(person, shared);
  columns.set(person.id, column);
  byId("columns").append(column.node);
  column.log.scrollTop = column.log.scrollHeight;
  const tab = el("button", { onclick: () => choose(person.id), "data-person": person.id }, person.first_name);
  byId("tabs").append(tab);
  if (columns.size === 1) choose(person.id);
}

/** On a phone only the chosen column is shown. */
function choose(id) {
  for (const tab of byId("tabs").children) tab.setAttribute("aria-current", String(Number(tab.dataset.person) === id));
  for (const [personId, column] of columns) {
    column.node.classList.toggle("chosen", personId === id);
    column.settle();
  }
}

async function addPerson() {
  const name = el("input", { type: "text", maxlength: 64 });
  name.value = columns.size ? "" : word("firstPerson");
  const language = el("select", {}, el("option", { value: "ru" }, "Русский"), el("option", { value: "en" }, "English"));
  language.value = locale;
  const choice = await ask(el("div", { class: "sheet" }, el("h2", {}, word("addPerson")), el("label", {}, word("name"), name),
    el("label", {}, word("language"), language)), [["", word("cancel")], ["add", word("addPerson"), "primary"]]);
  if (choice !== "add" || !name.value.trim()) return;
  const person = await sim("POST", "people", { first_name: name.value.trim(), language: language.value });
  choose(person.id);
}

function setClock({ offset_seconds: seconds }) { offset = seconds; tick(); }

function tick() {
  const now = new Date(Date.now() + offset * 1000);
  const year = now.getFullYear() === new Date().getFullYear() ? undefined : "2-digit";
  byId("now").textContent = now.toLocaleString(locale, { day: "numeric", month: "short", year, hour: "2-digit", minute: "2-digit" });
  byId("now").dateTime = now.toISOString();
}

function watching(chatId) { return [...columns.values()].filter((column) => column.chatId === chatId); }

const onEvent = {
  message({ chat_id, message }) {
    shared.chats.get(chat_id)?.messages.set(message.message_id, message);
    for (const column of watching(chat_id)) { column.stopTyping(); column.append(message); }
    const owner = columns.get(chat_id);
    if (owner && !owner.person.started && message.from?.id === chat_id) { owner.person.started = true; owner.drawFoot(); }
    if (owner && message.from?.id !== chat_id) notify(chat_id);
  },
  edited({ chat_id, message }) {
    shared.chats.get(chat_id)?.messages.set(message.message_id, message);
    for (const column of watching(chat_id)) column.replace(message);
  },
  deleted({ chat_id, message_id }) {
    shared.chats.get(chat_id)?.messages.delete(message_id);
    for (const column of watching(chat_id)) column.remove(message_id);
  },
  callback(event) { columns.get(event.person_id)?.onCallback(event); },
  callback_answered(event) { columns.get(event.person_id)?.onAnswer(event); },
  chat_action({ chat_id }) { for (const column of watching(chat_id)) column.onTyping(); },
  keyboard({ chat_id, reply_keyboard }) {
    shared.chats.get(chat_id).reply_keyboard = reply_keyboard;
    for (const column of watching(chat_id)) { column.drawFoot(); column.settle(); }
  },
  person({ person }) {
    if (!shared.chats.has(person.id)) shared.chats.set(person.id, withMessages({ id: person.id, type: "private" }));
    const column = columns.get(person.id);
    if (!column) return addColumn(person);
    Object.assign(column.person, person);
    column.drawHead();
    column.drawFoot();
  },
  chat({ chat }) {
    const messages = shared.chats.get(chat.id)?.messages || new Map();
    shared.chats.set(chat.id, { ...chat, messages });
    for (const column of columns.values()) { column.drawHead(); if (column.chatId === chat.id) column.drawFoot(); }
  },
  commands({ commands }) { shared.commands = commands; for (const column of columns.values()) column.drawFoot(); },
  menu_button({ menu_button }) { shared.menuButton = menu_button; for (const column of columns.values()) column.drawFoot(); },
  clock: setClock,
  call({ call }) { callLog.add(call); },
  letter({ letter }) { mailBox.add(letter); },
  mail_cleared() { mailBox.load(); },
  reset() { callLog.clear(); load(); },
};

function notify(chatId) {
  const tab = [...byId("tabs").children].find((node) => Number(node.dataset.person) === chatId);
  if (tab && tab.getAttribute("aria-current") !== "true") tab.classList.add("news");
}

function follow(seq) {
  const stream = new EventSource(`/sim/events?since=${seq}`);
  let last = seq;
  stream.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    last = event.seq;
    onEvent[event.type]?.(event);
  };
  stream.onopen = () => { byId("offline").hidden = true; };
  stream.onerror = () => {
    byId("offline").hidden = false;
    stream.close();
    setTimeout(() => reconnect(last), 1500);
  };
}

/** After a restart of the sandbox its journal begins anew: draw everything again. */
async function reconnect(last) {
  try {
    const { seq } = await sim("GET", "state?messages=0");
    follow(seq < last ? await load() : last);
  } catch {
    setTimeout(() => reconnect(last), 1500);
  }
}

async function begin() {
  translatePage();
  callLog = new CallLog(byId("calls"));
  mailBox = new MailBox(byId("mail"), byId("open-mail"));
  byId("open-calls").onclick = () => callLog.toggle();
  byId("add-person").onclick = addPerson;
  byId("tabs").addEventListener("click", (event) => event.target.classList.remove("news"));
  for (const button of document.querySelectorAll("[data-advance]")) {
    button.onclick = () => sim("POST", "clock", { advance_seconds: Number(button.dataset.advance) });
  }
  setInterval(tick, 5000);
  const { calls } = await sim("GET", "calls");
  for (const call of calls.slice(-100)) if (call.method !== "getUpdates") callLog.add(call);
  follow(await load());
}

begin();
