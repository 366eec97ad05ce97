// The language of the cabinet, and its texts. Only the chosen language is loaded.

import { signal } from "@preact/signals";
import { ApiError } from "../api/error";
import { kept, keep } from "../state/storage";
import { type Language, type Pattern, type Values, format } from "./format";
import type { Texts } from "./keys";

/** Each, and what it is called in itself. */
export const LANGUAGE_NAMES = [["ru", "Русский"], ["en", "English"]] as const satisfies readonly (readonly [Language, string])[];
export const LANGUAGES: readonly Language[] = LANGUAGE_NAMES.map(([code]) => code);
export const language = signal<Language>("ru");
const LOADERS = { ru: () => import("virtual:texts/ru"), en: () => import("virtual:texts/en") };
const CHOICE = "language";
const OWN = "texts";
const texts = signal<Patterns>({});

type Patterns = Record<string, Pattern>;

type Plain = { [K in keyof Texts]: Texts[K] extends null ? K : never }[keyof Texts];
export type PlainKey = Plain;

/** A text in the chosen language. */
export function t<K extends keyof Texts>(key: K, ...values: Texts[K] extends null ? [] : [Texts[K]]): string {
  return format(texts.value[key] ?? key, (values[0] ?? {}) as Values, language.value);
}

/** What an error says to a person, and what to do next. */
export function said(error: unknown): string {
  if (!(error instanceof ApiError)) return t("app-error-unknown");
  if (error.code === "offline") return t("app-error-offline");
  if (error.code === "rate-limited") return t("app-error-wait", { seconds: error.retryAfter || 30 });
  if (error.code === "insufficient-balance") return t("app-error-balance");
  if (error.code === "invalid-request") return t("app-error-form");
  const known = texts.value[`error-${error.code}`];
  return known ? format(known, {}, language.value) : error.message;
}

/** Take the person's language, else the one that was chosen before, else the browser's. */
export function firstLanguage(persons?: string): Promise<void> {
  const wanted = [persons, kept<string>(CHOICE), ...navigator.languages.map((code) => code.slice(0, 2))];
  const found = wanted.find((code): code is Language => LANGUAGES.includes(code as Language));
  return use(found ?? "en");
}

/** Speak it on this device; an account has a language of its own. */
export async function chooseLanguage(wanted: Language): Promise<void> {
  keep(CHOICE, wanted);
  if (wanted !== language.value) await use(wanted);
}

async function use(wanted: Language): Promise<void> {
  const built: Patterns = (await LOADERS[wanted]()).default;
  texts.value = withOwn(built, kept<Patterns>(OWN + wanted));
  document.documentElement.lang = wanted;
  language.value = wanted;
  void learnOwn(wanted, built).catch(() => undefined);
}

/** What the shop's owner has written in place of the texts that the cabinet is built with. */
async function learnOwn(of: Language, built: Patterns): Promise<void> {
  const answer = await fetch(`/app/texts/${of}`);
  if (!answer.ok) return;
  const own = (await answer.json()) as Patterns;
  if (JSON.stringify(own) === JSON.stringify(kept<Patterns>(OWN + of) ?? {})) return;
  keep(OWN + of, own);
  if (language.value === of) texts.value = withOwn(built, own);
}

function withOwn(built: Patterns, own: Patterns = {}): Patterns {
  const known = Object.entries(own).filter(([key]) => key in built);
  return known.length ? { ...built, ...Object.fromEntries(known) } : built;
}
