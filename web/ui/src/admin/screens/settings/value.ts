// How a setting's value is told in words: in the list of changes, and where it cannot be changed.

import type { Setting } from "../../api/types";
import { count, moment } from "../../format";
import { c } from "../../i18n";

/** The value in words; null is "the default". A setting that is no more is told as it was stored. */
export function valueText(setting: Setting | undefined, value: unknown): string {
  if (value === null || value === undefined) return c("console-setting-value-default");
  if (typeof value === "boolean") return c(value ? "console-setting-value-on" : "console-setting-value-off");
  if (Array.isArray(value)) return value.join(", ") || c("console-setting-value-empty");
  const number = setting?.kind === "integer" || setting?.kind === "number";
  const text = number ? count(Number(value)) : String(value);
  if (setting?.kind === "choice") return setting.choice_titles[text] ?? text;
  if (setting?.kind === "moment") return moment(text);
  return [text || c("console-setting-value-empty"), text && setting?.unit].filter(Boolean).join(" ");
}
