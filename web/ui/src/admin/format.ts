// How the console writes values: shorter than the cabinet, as operators read many of them.

import { language } from "../i18n";
import { bytes as longBytes, day as longDay, hour, money as longMoney } from "../i18n/format";
import { c, known, word } from "./i18n";
import { me } from "./state/door";

const locale = () => (language.value === "ru" ? "ru" : "en-GB");

export const money = (kopeks: number) => longMoney(kopeks, language.value);
export const bytes = (count: number) => (count ? longBytes(count, language.value) : "0");
export const count = (number: number) => number.toLocaleString(locale());
export const day = (moment: string) => longDay(moment, language.value);

/** `12,5K`: roubles for an axis. */
export function shortMoney(kopeks: number): string {
  return (kopeks / 100).toLocaleString(locale(), { notation: "compact", maximumFractionDigits: 1 });
}

/** `21 Nov` of a calendar day such as 2026-11-21, whatever the browser's zone. */
export function dayOf(date: string): string {
  return new Date(`${date.slice(0, 10)}T00:00:00Z`).toLocaleDateString(locale(), { day: "numeric", month: "short", timeZone: "UTC" }).replace(".", "");
}

/** `14:05` today, `21 Nov, 14:05` this year, with the year before that. Always in the shop's zone. */
export function moment(at: string): string {
  const zone = me.value?.shop.timezone ?? undefined;
  const then = new Date(at);
  const named = (options: Intl.DateTimeFormatOptions) => {
    try {
      return then.toLocaleString(locale(), { ...options, timeZone: zone });
    } catch {
      return then.toLocaleString(locale(), options); // a zone that this browser does not know
    }
  };
  const date = named({ day: "numeric", month: "short", year: "numeric" });
  const today = new Date().toLocaleString(locale(), { day: "numeric", month: "short", year: "numeric", timeZone: zone });
  const time = named({ hour: "2-digit", minute: "2-digit" });
  if (date === today) return time;
  const year = then.getFullYear() === new Date().getFullYear() ? {} : ({ year: "numeric" } as const);
  return `${named({ day: "numeric", month: "short", ...year }).replace(/\.|\sг\./g, "")}, ${time}`;
}

/** The time of a day in the shop's zone. */
export function clock(at: string): string {
  try {
    return new Date(at).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit", timeZone: me.value?.shop.timezone });
  } catch {
    return hour(at, language.value);
  }
}

/** `3 d 4 h`, `12 min`: two units are enough. */
export function lasting(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (days) return `${c("console-days-short", { count: days })} ${c("console-hours-short", { count: hours })}`;
  if (hours) return `${c("console-hours-short", { count: hours })} ${c("console-minutes-short", { count: minutes })}`;
  return c("console-minutes-short", { count: minutes });
}

/** `admin 42` as people say it. */
export function actor(name: string): string {
  const [kind = "", id = ""] = name.split(/[:\s]/);
  return known(`console-by-${kind}`) ? `${word("console-by-", kind)}${id ? ` ${id}` : ""}` : name;
}

/** A moment as a form's field has it, in the shop's zone: `2026-12-01T03:00`. */
export function local(at: string): string {
  const wanted = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const parts = (zone?: string) => new Intl.DateTimeFormat("en", { ...wanted, ...(zone && { timeZone: zone }) }).formatToParts(new Date(at));
  const part = Object.fromEntries(inZone(parts).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}`;
}

/** The moment of what such a field has; its own text where that is no moment. */
export function momentOf(text: string): string {
  const wanted = Date.parse(`${text.slice(0, 16)}:00Z`);
  if (Number.isNaN(wanted)) return text;
  let at = wanted;
  for (let round = 0; round < 2; round++) at = wanted - (Date.parse(`${local(new Date(at).toISOString())}:00Z`) - at); // the second one where clocks are changed
  return new Date(at).toISOString();
}

/** By the shop's zone, or by the browser's where it does not know that one. */
function inZone<T>(act: (zone?: string) => T): T {
  try {
    return act(me.value?.shop.timezone);
  } catch {
    return act();
  }
}
