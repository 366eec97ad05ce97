// What the cabinet knows of the person's affairs. Every resource is loaded when a screen first wants it, kept while the
// page lives, and loaded again when news says so.

import { type Signal, signal } from "@preact/signals";
import { call } from "../api/client";
import { ApiError } from "../api/error";
import type { Method, Pending, Person, Subscription, Tariff, Ticket, Transaction, Trial } from "../api/types";
import { loadPerson, person } from "./session";
import { keep, kept } from "./storage";

export interface Resource<T> {
  data: Signal<T | undefined>;
  error: Signal<unknown>;
  /** Load it if nobody has; what is there already is shown meanwhile. */
  want(): void;
  /** Load it anew. */
  load(): Promise<void>;
  /** It has changed: load it anew if it is on the screen, else when somebody wants it. */
  renew(): void;
  forget(): void;
}

const all = new Set<Resource<unknown>>();

export function resource<T>(ask: () => Promise<T>): Resource<T> {
  let watched = false;
  const data = signal<T | undefined>(undefined, { watched() { watched = true; }, unwatched() { watched = false; } });
  const error = signal<unknown>(null);
  let loading: Promise<void> | null = null;
  let again = false;
  let asked = false;
  const run = async () => {
    try {
      data.value = await ask();
      error.value = null;
    } catch (exc) {
      error.value = exc;
      const wait = exc instanceof ApiError ? exc.retryAfter : 0;
      if (wait) setTimeout(() => void made.load(), wait * 1000);
    }
  };
  const made: Resource<T> = {
    data, error,
    want() { if (!asked) void made.load(); },
    async load() {
      asked = true;
      if (loading) {
        again = true; // what is under way may have been asked before the change
        return loading;
      }
      loading = (async () => {
        do {
          again = false;
          await run();
        } while (again);
      })().finally(() => { loading = null; });
      return loading;
    },
    renew() {
      if (watched || error.peek()) void made.load();
      else asked = false;
    },
    forget() {
      asked = false;
      data.value = undefined;
      error.value = null;
    },
  };
  all.add(made as Resource<unknown>);
  return made;
}

/** null: there is none. */
export const subscription = resource<Subscription | null>(async () => {
  try {
    const known = subscription.data.peek() || lastSeen();
    if (!known && !(await call("get", "/cabinet/subscription/status")).has_subscription) return null;
    const found = await call("get", "/cabinet/subscription");
    remember(found);
    return found;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    keep(LAST, undefined);
    return null;
  }
});
export const trial = resource<Trial>(() => call("get", "/cabinet/subscription/trial-info"));
export const tariffs = resource<Tariff[]>(async () => (await call("get", "/cabinet/subscription/tariffs")).tariffs);
/** What would be sold to the subscription that there is now. */
export const renewals = resource(async () => (await call("get", "/cabinet/subscription/renewal-options")).options);
export const methods = resource<Method[]>(async () => (await call("get", "/cabinet/balance/payment-methods")).methods);
export const pending = resource<Pending[]>(async () => (await call("get", "/cabinet/balance/pending-payments")).payments);
export const history = resource<{ items: Transaction[]; pages: number }>(
  () => call("get", "/cabinet/balance/transactions", { query: { page: 1, per_page: 20 } }));
export const invited = resource(() => call("get", "/cabinet/referral/stats"));
export const friends = resource(async () => (await call("get", "/cabinet/referral/referrals", { query: { per_page: 50 } })).referrals);
export const tickets = resource<Ticket[]>(async () => (await call("get", "/cabinet/tickets")).tickets);
export const info = resource(() => call("get", "/cabinet/info"));
/** The person with the balance; kept by the session, loaded like everything else. */
export const me = resource<Person>(async () => {
  await loadPerson();
  return person.value as Person;
});

const due = new Set<{ renew(): void }>();
let soon = 0;
const SOON = 150; // one change comes as several news

/** Some things have changed, or whatever there is. A page in the background learns it when somebody looks at it. */
export function refresh(...which: { renew(): void }[]): void {
  for (const one of which.length ? which : all) due.add(one);
  clearTimeout(soon);
  if (!document.hidden) soon = setTimeout(renewDue, SOON);
}

export function renewDue(): void {
  for (const one of due) one.renew();
  due.clear();
}

/** The balance is known from the news already. */
export function balanceIs(kopeks: number): void {
  const now = me.data.peek();
  if (now) me.data.value = { ...now, balance_kopeks: kopeks, balance_rubles: kopeks / 100 };
  else refresh(me);
}

export function forgetAll(): void {
  for (const one of all) one.forget();
}

const LAST = "last";

export interface Last {
  person: number;
  at: number;
  subscription: Subscription;
}

function remember(found: Subscription): void {
  if (person.value) keep(LAST, { person: person.value.id, at: Date.now(), subscription: found } satisfies Last);
}

/** The subscription as it was seen last on this device. */
export function lastSeen(): Last | undefined {
  const last = kept<Last>(LAST);
  return last && last.person === person.value?.id ? last : undefined;
}

/** Whether its key is still being made: until then the API gives the subscription's own address instead. */
export function isPreparing(one: Subscription): boolean {
  return one.is_active && one.config_link === one.subscription_url;
}
