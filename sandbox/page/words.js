// The page's own texts. The bot's texts come from the bot.

const WORDS = {
  en: {
    badge: "sandbox: no real money, no real Telegram", clock: "Sandbox clock", people: "People",
    plusHour: "+1 h", plusDay: "+1 day", plusMonth: "+30 days", calls: "Calls", addPerson: "Add person",
    offline: "The sandbox does not answer. Trying again…", start: "Start", restart: "Restart",
    whatCan: "What can this bot do?", silent: "Nothing here yet. Press Start to meet the bot.",
    write: "Message", send: "Send", menu: "Menu", noCommands: "The bot has set no commands",
    block: "Block bot", unblock: "Unblock", blocked: "You have blocked the bot", language: "Language",
    deepLink: "Start link payload", open: "Open", more: "More", copied: "Copied", pay: "Pay", cancel: "Cancel",
    confirmPay: "Confirm payment", paying: "Paying…", paid: "Paid", paidNote: "You paid {amount}", refunded: "Refunded {amount}",
    name: "Name", firstPerson: "Anna", ok: "OK", close: "Close", edited: "edited", typing: "typing…",
    followLink: "Open this link?", channels: "Channels and groups", join: "Join", leave: "Leave", chat: "Chat",
    bot: "Bot", contact: "Contact", pinned: "pinned a message", topic: "topic", forwarded: "Forwarded",
    answer: "Reply", noCalls: "The bot has asked nothing yet", polls: "show getUpdates", today: "Today",
    file: "File", attach: "Attach a file", noPeople: "Add a person to start playing with the bot", dismissed: "(no text)",
    mail: "Letters", letter: "Letter", unread: "Letters, {count} unread", noLetters: "No letters yet", noSubject: "(no subject)",
    noLettersNote: "What the shop sends by e-mail comes here and goes nowhere else. Its mail server:",
    address: "Address", allAddresses: "All addresses", back: "Back", from: "From", to: "To", letterPage: "Letter", letterText: "Plain text",
  },
  ru: {
    badge: "песочница: деньги и Telegram ненастоящие", clock: "Часы песочницы", people: "Люди",
    plusHour: "+1 ч", plusDay: "+1 день", plusMonth: "+30 дней", calls: "Вызовы", addPerson: "Новый человек",
    offline: "Песочница не отвечает. Пробуем снова…", start: "Старт", restart: "Запустить снова",
    whatCan: "Что умеет этот бот?", silent: "Здесь пока пусто. Нажмите «Старт», чтобы познакомиться с ботом.",
    write: "Сообщение", send: "Отправить", menu: "Меню", noCommands: "Бот не задал команд",
    block: "Заблокировать бота", unblock: "Разблокировать", blocked: "Вы заблокировали бота", language: "Язык",
    deepLink: "Параметр ссылки start", open: "Открыть", more: "Ещё", copied: "Скопировано", pay: "Оплатить", cancel: "Отмена",
    confirmPay: "Подтвердите оплату", paying: "Оплачиваем…", paid: "Оплачено", paidNote: "Вы заплатили {amount}", refunded: "Возвращено {amount}",
    name: "Имя", firstPerson: "Анна", ok: "OK", close: "Закрыть", edited: "изменено", typing: "печатает…",
    followLink: "Открыть ссылку?", channels: "Каналы и группы", join: "Вступить", leave: "Выйти", chat: "Чат",
    bot: "Бот", contact: "Контакт", pinned: "закрепил сообщение", topic: "тема", forwarded: "Переслано",
    answer: "Ответить", noCalls: "Бот ещё ничего не спрашивал", polls: "показывать getUpdates", today: "Сегодня",
    file: "Файл", attach: "Прикрепить файл", noPeople: "Добавьте человека, чтобы поиграть с ботом", dismissed: "(без текста)",
    mail: "Письма", letter: "Письмо", unread: "Письма, непрочитанных: {count}", noLetters: "Писем пока нет", noSubject: "(без темы)",
    noLettersNote: "Сюда приходит всё, что магазин шлёт по электронной почте, и больше никуда не уходит. Почтовый сервер:",
    address: "Адрес", allAddresses: "Все адреса", back: "Назад", from: "От", to: "Кому", letterPage: "Письмо", letterText: "Только текст",
  },
};

export const locale = navigator.language.startsWith("ru") ? "ru" : "en";

/** A text of the page in the browser's language. */
export function word(key, values = {}) {
  return WORDS[locale][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** Fill in every `data-word` and `data-label` of the static page. */
export function translatePage() {
  document.documentElement.lang = locale;
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = word(node.dataset.word);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", word(node.dataset.label));
}
