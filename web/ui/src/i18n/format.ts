// Patterns of the shop's Fluent files, compiled by scripts/texts.mjs, and how values are shown in them: by the ending of
// a variable's name, as everywhere in the shop. *_kopeks is money, *_bytes traffic, *_at a date (RFC 3339).

export type Language = "ru" | "en";
export type Part = string | [string] | [string, Record<string, Pattern>, string];
export type Pattern = string | Part[];
export type Values = Record<string, string | number>;

const UNITS = { ru: ["КБ", "МБ", "ГБ", "ТБ"], en: ["KB", "MB", "GB", "TB"] };
const NBSP = "\u00a0";

export function format(pattern: Pattern, values: Values, language: Language): string {
  if (typeof pattern === "string") return pattern;
  return pattern.map((part) => typeof part === "string" ? part : placed(part, values, language)).join("");
}

function placed([name, variants, usual]: Exclude<Part, string>, values: Values, language: Language): string {
  const value = values[name] ?? "";
  if (!variants) return shown(name, value, language);
  const number = typeof value === "number" ? new Intl.PluralRules(language).select(value) : "";
  const chosen = variants[String(value)] ?? variants[number] ?? variants[usual as string] ?? "";
  return format(chosen, values, language);
}

function shown(name: string, value: string | number, language: Language): string {
  if (name.endsWith("_kopeks")) return money(Number(value), language);
  if (name.endsWith("_bytes")) return bytes(Number(value), language);
  if (name.endsWith("_at")) return day(String(value), language);
  return String(value);
}

/** `1 299,90 ₽` or `₽1,299.90`; whole roubles without a fraction. */
export function money(kopeks: number, language: Language): string {
  const sign = kopeks < 0 ? "−" : "";
  const whole = String(Math.floor(Math.abs(kopeks) / 100)).replace(/\B(?=(\d{3})+$)/g, language === "ru" ? NBSP : ",");
  const rest = Math.abs(kopeks) % 100;
  const fraction = rest ? (language === "ru" ? "," : ".") + String(rest).padStart(2, "0") : "";
  return language === "ru" ? `${sign}${whole}${fraction}${NBSP}₽` : `${sign}₽${whole}${fraction}`;
}

/** `512 KB`, `1.5 GB`; binary units, as apps show them. */
export function bytes(count: number, language: Language): string {
  const names = UNITS[language];
  let size = Math.max(count, 0) / 1024;
  let unit = 0;
  while (size >= 1000 && unit < names.length - 1) {
    size /= 1024;
    unit += 1;
  }
  const text = size >= 100 || unit === 0 ? String(Math.ceil(size)) : size.toFixed(1).replace(/\.0$/, "");
  return `${language === "ru" ? text.replace(".", ",") : text}${NBSP}${names[unit]}`;
}

/** `21 November` this year, `21 November 2027` in another one. */
export function day(moment: string, language: Language): string {
  const at = new Date(moment);
  const year = at.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  const options: Intl.DateTimeFormatOptions = { day: "numeric", month: "long", ...(year && { year }) };
  return at.toLocaleDateString(language === "ru" ? "ru" : "en-GB", options).replace(/\sг\.$/, "");
}

/** The time of a day: `14:05`. */
export function hour(moment: string | number, language: Language): string {
  return new Date(moment).toLocaleTimeString(language === "ru" ? "ru" : "en-GB", { hour: "2-digit", minute: "2-digit" });
}
