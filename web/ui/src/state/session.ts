// Who is signed in: tokens, the person, and how they are kept fresh. All tabs of a browser share one session.

import { batch, signal } from "@preact/signals";
import { call, read } from "../api/client";
import { ApiError } from "../api/error";
import { reach } from "../api/request";
import type { Person, SignedIn } from "../api/types";
import { LANGUAGES, chooseLanguage } from "../i18n";
import { keep, kept, onChanged } from "./storage";

export interface Tokens {
  access: string;
  refresh: string;
}

const TOKENS = "tokens";
const PERSON = "person";
export const tokens = signal<Tokens | null>(null);
export const person = signal<Person | null>(null);
/** Signs in again by what the surroundings know, where they do: a Mini App's launch data. */
export const surroundings: { signIn: (() => Promise<SignedIn>) | null } = { signIn: null };
let fresh = false;
let renewing: Promise<boolean> | null = null;

/** Take up the session that this browser knows. */
export function restore(): void {
  tokens.value = kept<Tokens>(TOKENS) ?? null;
  person.value = tokens.value ? (kept<Person>(PERSON) ?? null) : null;
  onChanged(TOKENS, () => {
    const now = kept<Tokens>(TOKENS) ?? null;
    const other = now ? (kept<Person>(PERSON) ?? null) : null;
    batch(() => {
      if (other?.id !== person.value?.id) person.value = other;
      tokens.value = now;
    });
  });
}

export function begin(answer: SignedIn): void {
  fresh = true;
  batch(() => {
    known(answer.user);
    tokens.value = { access: answer.access_token, refresh: answer.refresh_token };
  });
  keep(TOKENS, tokens.value);
}

/** Forget the person on this device. */
export function ended(): void {
  for (const name of [TOKENS, PERSON, "last", "seen"]) keep(name, undefined);
  batch(() => {
    tokens.value = null;
    person.value = null;
  });
}

/** Ask who this is; a sign-in has just said it. Throws ApiError. */
export async function loadPerson(): Promise<void> {
  if (!fresh) known(await call("get", "/cabinet/auth/me"));
  fresh = false;
}

/** Who it is, as the shop says now; the cabinet speaks the language of the account. */
export function known(found: Person): void {
  person.value = found;
  keep(PERSON, found);
  const own = LANGUAGES.find((code) => code === found.language);
  if (own) void chooseLanguage(own);
}

/** A new access token, one request for all who want it. False when the session is over; throws ApiError offline. */
export function renew(): Promise<boolean> {
  renewing ??= renewed().finally(() => {
    renewing = null;
  });
  return renewing;
}

async function renewed(): Promise<boolean> {
  const refresh = tokens.value?.refresh;
  if (!refresh) return false;
  const answer = await reach("/cabinet/auth/refresh", {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ refresh_token: refresh }),
  });
  if (answer.ok) {
    const { access_token } = await read<{ access_token: string }>(answer);
    tokens.value = { access: access_token, refresh };
    keep(TOKENS, tokens.value);
    return true;
  }
  if (answer.status !== 401 && answer.status !== 403) return read(answer);
  if (!surroundings.signIn) return false;
  try {
    begin(await surroundings.signIn());
    return true;
  } catch (error) {
    if (error instanceof ApiError && !error.passing) return false;
    throw error;
  }
}
