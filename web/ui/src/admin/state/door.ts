// Who may be here: an administrator's session of the cabinet, an API key of an operator's, or anybody on the machine
// itself where PANEL_AUTH is none.

import { batch, signal } from "@preact/signals";
import { call } from "../../api/client";
import { begin, ended, tokens } from "../../state/session";
import { signIn } from "../../telegram";
import { ask } from "../api/client";
import type { Me } from "../api/types";

/** asking: not known yet; away: the shop does not answer; login: nobody; stranger: somebody else. */
export type Door = "asking" | "away" | "login" | "stranger" | "in";
export const door = signal<Door>("asking");
export const me = signal<Me | null>(null);
/** Sent with every request while it is set; kept for this tab alone. */
export const apiKey = signal("");
const KEPT = "vitrina.console.key";

export function restoreKey(): void {
  try {
    apiKey.value = sessionStorage.getItem(KEPT) ?? "";
  } catch { /* a frame whose storage is closed */ }
}

/** Ask who this is. Throws ApiError; the door has been shut then, or nobody answers. */
export async function recognise(): Promise<void> {
  try {
    const found = await ask("get", "/api/admin/v1/me");
    batch(() => {
      me.value = found;
      door.value = "in";
    });
  } catch (error) {
    if (door.peek() === "asking") door.value = "away";
    throw error;
  }
}

/** The API has refused: nobody is signed in, or somebody who is no operator. */
export function shut(why: "login" | "stranger"): void {
  batch(() => {
    me.value = null;
    door.value = why;
  });
}

export async function enterByKey(key: string): Promise<void> {
  remember(key);
  try {
    await recognise();
  } finally {
    if (door.peek() !== "in") remember("");
  }
}

export async function enterByTelegram(): Promise<void> {
  begin(await signIn());
  await recognise();
}

/** End the session, here and at the shop, and forget the key. */
export function leave(): void {
  if (tokens.value) void call("post", "/cabinet/auth/logout").catch(() => undefined); // what matters is that it is forgotten here
  remember("");
  ended();
  shut("login");
}

function remember(key: string): void {
  apiKey.value = key;
  try {
    if (key) sessionStorage.setItem(KEPT, key);
    else sessionStorage.removeItem(KEPT);
  } catch { /* the page remembers it until it ends */ }
}
