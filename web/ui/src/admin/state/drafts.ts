// What is typed over the shop's settings and not saved yet: one draft for all screens of settings, kept while somebody
// looks at another one, and forgotten when the console is left.

import { batch, effect, signal } from "@preact/signals";
import { ask, Refusal } from "../api/client";
import type { Setting, Settings } from "../api/types";
import { local, momentOf } from "../format";
import { door } from "./door";

/** What an input holds; null puts the default back. */
export type Draft = string | boolean | null;

export const drafts = signal<Readonly<Record<string, Draft>>>({});
/** What is wrong with a draft, in the shop's words. */
export const faults = signal<Readonly<Record<string, string>>>({});
let over = 0; // the version of the settings that was shown when the first of the drafts was typed

effect(() => { if (door.value !== "in") forget(); });

/** The value that the shop works with, as its input shows it. */
export function shownValue(setting: Setting, value: unknown = setting.value): string | boolean {
  if (setting.kind === "boolean") return Boolean(value);
  if (value === null || value === undefined) return "";
  if (setting.kind === "list") return (value as string[]).join("\n");
  return setting.kind === "moment" ? local(String(value)) : String(value);
}

/** Keep what was typed; what changes nothing is no draft. */
export function write(settings: Settings, setting: Setting, draft: Draft): void {
  const { [setting.name]: _, ...others } = drafts.peek();
  const { [setting.name]: __, ...wrong } = faults.peek();
  const same = draft === null ? setting.source !== "shop" && !setting.unused : draft === shownValue(setting);
  if (!Object.keys(drafts.peek()).length) over = settings.version;
  batch(() => {
    drafts.value = same ? others : { ...others, [setting.name]: draft };
    faults.value = wrong;
  });
}

/** Take back what was typed, of one setting or of all. */
export function forget(name?: string): void {
  const without = <T,>(all: Readonly<Record<string, T>>) => Object.fromEntries(Object.entries(all).filter(([one]) => name !== undefined && one !== name));
  batch(() => {
    drafts.value = without(drafts.peek());
    faults.value = without(faults.peek());
  });
}

/** Save all drafts at once; `latest` are the settings to look at after somebody else's change. Throws ApiError. */
export async function save(settings: Settings): Promise<Settings> {
  const sent = drafts.peek();
  const known = new Map(settings.settings.map((one) => [one.name, one]));
  const values = Object.fromEntries(Object.entries(sent).map(([name, draft]) => [name, wanted(known.get(name), draft)]));
  try {
    const saved = await ask("patch", "/api/admin/v1/settings", { body: { values, version: over } });
    over = saved.version;
    batch(() => {
      drafts.value = Object.fromEntries(Object.entries(drafts.peek()).filter(([name, draft]) => sent[name] !== draft));
      faults.value = {};
    });
    return saved;
  } catch (error) {
    if (error instanceof Refusal) faults.value = { [error.field]: error.message };
    throw error;
  }
}

/** From here on the drafts are changes of these settings. */
export function rebase(settings: Settings): void {
  over = settings.version;
}

/** What is sent of a draft. */
function wanted(setting: Setting | undefined, draft: Draft): string | boolean | string[] | null {
  if (draft === null || typeof draft === "boolean" || !setting) return draft;
  const text = draft.trim();
  if (!text) return null;
  if (setting.kind === "list") return text.split(/[\n,]/).map((part) => part.trim()).filter(Boolean);
  if (setting.kind === "moment") return momentOf(text);
  return setting.kind === "integer" || setting.kind === "number" ? text.replace(/[\s\u00a0]/g, "").replace(",", ".") : text;
}
