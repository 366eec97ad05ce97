// Colours: Telegram's where this is a Mini App, the shop's own accent elsewhere, and always readable ones.

import { effect, signal } from "@preact/signals";
import { inTelegram, themeParams, post } from "./telegram";
import { keep, kept } from "./state/storage";

export type Theme = "auto" | "light" | "dark";
export const theme = signal<Theme>("auto");
/** The shop's main colour, as #rrggbb. */
export const brand = signal("");
const CHOICE = "theme";
const STANDARD = "#0088cc"; // what an operator has who has set nothing
const TEXT_RATIO = 4.6;
const FROM_TELEGRAM: Record<string, string> = {
  "--ground": "secondary_bg_color", "--card": "bg_color", "--ink": "text_color", "--dim": "hint_color",
  "--accent": "link_color", "--button": "button_color", "--bad": "destructive_text_color",
};
const dark = matchMedia("(prefers-color-scheme: dark)");

export function dress(): void {
  theme.value = kept<Theme>(CHOICE) ?? "auto";
  const turned = signal(dark.matches);
  dark.addEventListener("change", () => { turned.value = dark.matches; });
  effect(() => {
    const telegram = inTelegram && theme.value === "auto" ? themeParams.value : {};
    const isDark = telegram.bg_color ? luminance(telegram.bg_color) < 0.2 : theme.value === "auto" ? turned.value : theme.value === "dark";
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
    paint(telegram, isDark);
  });
}

export function chooseTheme(wanted: Theme): void {
  keep(CHOICE, wanted === "auto" ? undefined : wanted);
  theme.value = wanted;
}

function paint(telegram: Record<string, string>, isDark: boolean): void {
  const style = document.documentElement.style;
  for (const [name, param] of Object.entries(FROM_TELEGRAM)) {
    const color = telegram[param];
    if (isColor(color)) style.setProperty(name, color);
    else style.removeProperty(name);
  }
  if (!telegram.bg_color && isColor(brand.value) && brand.value.toLowerCase() !== STANDARD) {
    style.setProperty("--accent", brand.value);
    style.setProperty("--button", brand.value);
  }
  const seen = getComputedStyle(document.documentElement);
  const color = (name: string) => seen.getPropertyValue(name).trim();
  const grounds = [color("--ground"), color("--card")];
  for (const name of ["--accent", "--dim", "--bad"]) {
    const wanted = grounds.reduce((so, ground) => readable(so, ground, TEXT_RATIO), color(name));
    if (wanted !== color(name)) style.setProperty(name, wanted);
  }
  style.setProperty("--button", readable(color("--button"), "#ffffff", TEXT_RATIO));
  if (inTelegram) post("web_app_set_header_color", { color: color("--ground") });
  for (const meta of document.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]")) {
    meta.removeAttribute("media");
    meta.content = color("--ground");
  }
  document.documentElement.style.colorScheme = isDark ? "dark" : "light";
}

const isColor = (text: string | undefined): text is string => /^#[0-9a-f]{6}$/i.test(text ?? "");

/** The colour, made darker or lighter until it can be read on that ground (WCAG's contrast ratio). */
export function readable(color: string, ground: string, ratio: number): string {
  if (!isColor(color) || !isColor(ground)) return color;
  const towards = luminance(ground) > 0.4 ? 0 : 255;
  let now = channels(color);
  for (let step = 0; step < 24 && contrast(hex(now), ground) < ratio; step++) {
    now = now.map((value) => value + (towards - value) * 0.08);
  }
  return hex(now);
}

function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(color: string): number {
  const [red, green, blue] = channels(color).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const channels = (color: string) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
const hex = (values: number[]) => `#${values.map((value) => Math.round(value).toString(16).padStart(2, "0")).join("")}`;
