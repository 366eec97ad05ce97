// The console's own texts, beside those of the cabinet whose parts it uses. Only the chosen language is loaded.

import { effect } from "@preact/signals";
import { type Language, type Pattern, type Values, format } from "../i18n/format";
import { chooseLanguage as choose, firstLanguage as first, language } from "../i18n";
import { kept } from "../state/storage";
import type { Texts } from "./keys";

const LOADERS = { ru: () => import("virtual:texts/console-ru"), en: () => import("virtual:texts/console-en") };
const texts: Partial<Record<Language, Record<string, Pattern>>> = {};

export type PlainKey = { [K in keyof Texts]: Texts[K] extends null ? K : never }[keyof Texts];

/** A text of the console in the chosen language. */
export function c<K extends keyof Texts>(key: K, ...values: Texts[K] extends null ? [] : [Texts[K]]): string {
  return format(texts[language.value]?.[key] ?? key, (values[0] ?? {}) as Values, language.value);
}

/** The word for a value of the API, such as a state; the value itself where there is none. */
export function word(kind: string, value: string): string {
  const key = `${kind}${value.toLowerCase().replace(/_/g, "-")}`;
  return known(key) ? c(key as PlainKey) : value;
}

/** Whether there is such a text. */
export function known(key: string): boolean {
  return key in (texts[language.value] ?? {});
}

/** Take the language that was chosen before, else the person's, else the browser's. */
export async function firstLanguage(persons?: string): Promise<void> {
  const wanted = [kept<string>("language"), persons, ...navigator.languages.map((code) => code.slice(0, 2)), "en"];
  await load(wanted.find((code) => code === "ru" || code === "en") as Language);
  await first(persons);
  effect(() => { document.title = c("console-title"); });
}

export async function chooseLanguage(wanted: Language): Promise<void> {
  await load(wanted);
  await choose(wanted);
}

async function load(wanted: Language): Promise<void> {
  texts[wanted] ??= (await LOADERS[wanted]()).default;
}
