// Telegram's bridge for Mini Apps, as much of it as the cabinet uses; telegram.org's script is not needed. The launch
// data stands behind "#"; events go to the native client, or by postMessage to the page that frames this one
// (core.telegram.org/bots/webapps, core.telegram.org/api/web-events).

import { signal } from "@preact/signals";
import { read } from "./api/client";
import { reach } from "./api/request";
import type { SignedIn } from "./api/types";
import { surroundings } from "./state/session";
import { ownedBy } from "./state/storage";

interface Native {
  TelegramWebviewProxy?: { postEvent(type: string, data: string): void };
  external?: { notify?(message: string): void };
}

export type ThemeParams = Record<string, string>;

const LAUNCH = "vitrina.launch";
/** Whether this page is a Mini App. */
export let inTelegram = false;
export const themeParams = signal<ThemeParams>({});
let initData = "";
const listeners = new Map<string, Set<(data: Record<string, unknown>) => void>>();

/** Read the launch data, which stays out of the address from then on. */
export function launch(): void {
  const given = new URLSearchParams(location.hash.slice(1));
  if (given.has("tgWebAppData")) {
    history.replaceState(null, "", location.pathname + location.search);
    remembered(() => sessionStorage.setItem(LAUNCH, given.toString()));
  }
  const found = given.has("tgWebAppData") ? given : new URLSearchParams(remembered(() => sessionStorage.getItem(LAUNCH)) ?? "");
  initData = found.get("tgWebAppData") ?? "";
  if (!initData) return;
  inTelegram = true;
  themeParams.value = object(found.get("tgWebAppThemeParams"));
  ownedBy(`telegram-${object(new URLSearchParams(initData).get("user")).id ?? "?"}`);
  surroundings.signIn = signIn;
  hearEvents();
  on("theme_changed", ({ theme_params }) => { themeParams.value = theme_params as ThemeParams; });
  post("web_app_ready");
  post("web_app_expand");
  post("web_app_request_theme");
}

/** Sign in by the launch data. Throws ApiError. */
export async function signIn(): Promise<SignedIn> {
  return read(await reach("/cabinet/auth/telegram-miniapp", {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ init_data: initData }),
  }));
}

export function post(type: string, data: Record<string, unknown> = {}): void {
  const native = globalThis as unknown as Native;
  if (native.TelegramWebviewProxy) native.TelegramWebviewProxy.postEvent(type, JSON.stringify(data));
  else if (native.external?.notify) native.external.notify(JSON.stringify({ eventType: type, eventData: data }));
  else if (parent !== window) parent.postMessage(JSON.stringify({ eventType: type, eventData: data }), "*");
}

export function on(type: string, act: (data: Record<string, unknown>) => void): () => void {
  const known = listeners.get(type) ?? new Set();
  listeners.set(type, known.add(act));
  return () => known.delete(act);
}

/** Show Telegram's own back button; gives the way to take it off again. */
export function backButton(act: () => void): () => void {
  post("web_app_setup_back_button", { is_visible: true });
  const off = on("back_button_pressed", act);
  return () => {
    off();
    post("web_app_setup_back_button", { is_visible: false });
  };
}

/** Open an address outside: t.me inside Telegram, anything else in the person's browser. */
export function openLink(url: string): void {
  const at = new URL(url);
  if (at.hostname === "t.me") post("web_app_open_tg_link", { path_full: at.pathname + at.search });
  else post("web_app_open_link", { url });
}

/** Let Telegram open an invoice of its own; resolves to paid, cancelled, failed or pending. */
export function openInvoice(url: string): Promise<string> {
  const slug = url.replace(/^https:\/\/t\.me\/(\$|invoice\/)/, "");
  post("web_app_open_invoice", { slug });
  return new Promise((resolve) => {
    const off = on("invoice_closed", (data) => {
      if (data.slug !== slug) return;
      off();
      resolve(String(data.status));
    });
  });
}

function hearEvents(): void {
  addEventListener("message", (event: MessageEvent<unknown>) => {
    if (event.source !== parent || parent === window || typeof event.data !== "string") return;
    const { eventType, eventData } = object(event.data);
    if (typeof eventType === "string") tell(eventType, eventData);
  });
  // Native clients call this function; its names have changed over the years.
  const receive = (type: string, data: unknown) => tell(type, data);
  const names = { TelegramGameProxy: { receiveEvent: receive }, Telegram: { WebView: { receiveEvent: receive } },
    TelegramGameProxy_receiveEvent: receive };
  Object.assign(globalThis, names);
}

function tell(type: string, data: unknown): void {
  for (const act of listeners.get(type) ?? []) act((data ?? {}) as Record<string, unknown>);
}

function object(text: string | null): Record<string, never> {
  try {
    const found: unknown = JSON.parse(text ?? "");
    return found && typeof found === "object" ? (found as Record<string, never>) : {};
  } catch {
    return {};
  }
}

function remembered<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    return null; // a frame whose storage is closed
  }
}
