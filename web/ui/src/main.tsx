// The customers' cabinet: in a browser at /app, in Telegram as a Mini App.

import { render } from "preact";
import { App } from "./app";
import { call } from "./api/client";
import { firstLanguage } from "./i18n";
import { route } from "./router";
import { listen } from "./state/live";
import { begin, person, restore, tokens } from "./state/session";
import { keep, kept } from "./state/storage";
import { inTelegram, launch, signIn } from "./telegram";
import { brand, dress } from "./theme";
import { failedInTelegram, shopName } from "./state/surroundings";

const LOOKS = "looks";
const LOOKS_LAST = 3_600_000;

async function start(): Promise<void> {
  launch();
  restore();
  looks(kept<Looks>(LOOKS));
  dress();
  route();
  await firstLanguage(person.value?.language);
  if (location.hash.startsWith("#tgAuthResult=")) await (await import("./state/widget")).take();
  const root = document.getElementById("app") as HTMLElement;
  root.replaceChildren();
  render(<App />, root);
  if (inTelegram && !tokens.value) await enter();
  listen();
  if (Date.now() - (kept<Looks>(LOOKS)?.at ?? 0) > LOOKS_LAST) void learnLooks().catch(() => undefined);
  if ("serviceWorker" in navigator && !inTelegram) {
    void workOffline().catch(() => undefined);
  }
}

/** Let the service worker keep this page, with the parts that came before it was there. */
async function workOffline(): Promise<void> {
  await navigator.serviceWorker.register("/app/sw.js", { scope: "/app/" });
  const { active } = await navigator.serviceWorker.ready;
  const names = performance.getEntriesByType("resource").map(({ name }) => name);
  active?.postMessage(names.filter((name) => name.includes("/app/assets/") || name.endsWith("/static/icon.svg")));
}

async function learnLooks(): Promise<void> {
  const found = await call("get", "/cabinet/branding");
  const now = { name: found.app_name, color: found.primary_color, at: Date.now() };
  keep(LOOKS, now);
  looks(now);
}

interface Looks {
  at: number;
  name: string;
  color: string;
}

function looks(found: Looks | undefined): void {
  if (!found) return;
  shopName.value = found.name;
  brand.value = found.color;
  document.title = found.name;
}

async function enter(): Promise<void> {
  try {
    begin(await signIn());
    await firstLanguage(person.value?.language);
  } catch (error) {
    failedInTelegram.value = error;
  }
}

void start();
