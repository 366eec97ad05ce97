// News: the cabinet's WebSocket, and other tabs of this browser. What they tell makes resources load again.

import { computed, effect, signal } from "@preact/signals";
import { ApiError } from "../api/error";
import {
  balanceIs, friends, history, invited, isPreparing, me, pending, refresh, renewDue, subscription, tariffs, tickets, trial,
} from "./shop";
import { ended, person, renew, tokens } from "./session";
import { keep, kept } from "./storage";
import { online } from "./surroundings";

export interface Frame {
  id: number;
  type: string;
  data: Record<string, unknown>;
}

/** The newest frame, for screens that show one. */
export const latest = signal<Frame | null>(null);

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;
const PING = 25_000;
const SOONEST_KEY = 1500;
const POLICY = 1008;
const SEEN = "seen";
let socket: WebSocket | null = null;
let lastId: number | null = null;
let pause = FIRST_PAUSE;
let again = 0;
let broken = false;
let channel: BroadcastChannel | null = null;

const ABOUT: Record<string, (data: Frame["data"]) => void> = {
  balance_updated({ balance_kopeks }) {
    balanceIs(Number(balance_kopeks));
    refresh(subscription, history, tariffs, trial, invited);
  },
  payment_completed: () => refresh(pending, history),
  subscription_renewed: () => refresh(subscription, tariffs),
  access_ready: () => refresh(subscription),
  subscription_expires_soon: () => refresh(subscription),
  ticket_reply: () => refresh(tickets),
  referral_earned: () => refresh(invited, friends, history),
};

/** Listen for as long as somebody is signed in. */
export function listen(): void {
  const who = computed(() => person.value?.id);
  effect(() => {
    const id = who.value;
    channel?.close();
    channel = null;
    disconnect();
    if (id === undefined) return;
    lastId = kept<Seen>(SEEN)?.person === id ? (kept<Seen>(SEEN)?.id ?? null) : null; // before anything is asked for
    if ("BroadcastChannel" in globalThis) {
      channel = new BroadcastChannel(`vitrina-${id}`);
      channel.onmessage = ({ data }: MessageEvent<Shared[]>) => refresh(...data.map((name) => SHARED[name]));
    }
    connect();
  });
  addEventListener("online", hurry);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    renewDue();
    hurry();
  });
  let wait = SOONEST_KEY;
  effect(() => {
    const one = subscription.data.value;
    if (!one || !isPreparing(one)) wait = SOONEST_KEY;
    else setTimeout(() => subscription.load(), wait = Math.min(wait * 1.4, LONGEST_PAUSE)); // should the news not come
  });
}

interface Seen {
  person: number;
  id: number;
}

/** What no news tells other tabs of. */
const SHARED = { subscription, pending, tickets };
type Shared = keyof typeof SHARED;

/** Tell this person's other tabs that these have changed here. */
export function changed(...names: Shared[]): void {
  channel?.postMessage(names);
}

function hurry(): void {
  if (!person.value) return;
  if (socket?.readyState === WebSocket.OPEN) return;
  pause = FIRST_PAUSE;
  connect();
}

function connect(): void {
  clearTimeout(again);
  disconnect();
  if (!tokens.peek()) return;
  const address = new URL("/cabinet/ws", location.href);
  address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  address.searchParams.set("token", tokens.peek()?.access ?? "");
  address.searchParams.set("also", "access_ready");
  if (lastId !== null) address.searchParams.set("last_event_id", String(lastId));
  const made = new WebSocket(address);
  socket = made;
  const pings = setInterval(() => made.readyState === WebSocket.OPEN && made.send('{"type":"ping"}'), PING);
  made.onmessage = ({ data }: MessageEvent<string>) => hear(JSON.parse(data) as Frame);
  made.onclose = ({ code }) => {
    clearInterval(pings);
    if (socket === made) void after(code);
  };
}

function disconnect(): void {
  const old = socket;
  socket = null;
  old?.close();
}

function hear(frame: Frame): void {
  if (frame.type === "connected") {
    pause = FIRST_PAUSE;
    if (broken) refresh();
    else if (lastId === null) refresh(me, pending); // what has been loaded may be older than this socket
    online.value = true;
    broken = false;
  }
  lastId = Math.max(lastId ?? 0, frame.id);
  keep(SEEN, { person: person.peek()?.id ?? 0, id: lastId } satisfies Seen);
  ABOUT[frame.type]?.(frame.data);
  latest.value = frame;
}

/** A closed socket: renew the token where that is the matter, and come back. */
async function after(code: number): Promise<void> {
  broken = true;
  if (code === POLICY) {
    try {
      if (!(await renew())) return ended();
    } catch (error) {
      if (error instanceof ApiError && error.status === 0) online.value = false;
    }
  } else if (pause > FIRST_PAUSE) online.value = false; // once is a restart, twice is an outage
  clearTimeout(again);
  again = setTimeout(connect, pause * (0.8 + Math.random() * 0.4));
  pause = Math.min(pause * 2, LONGEST_PAUSE);
}
