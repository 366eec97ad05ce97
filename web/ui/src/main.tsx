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

async function start(): Promise<void> {
  launch();
  restore();
  looks(kept<Looks>(LOOKS));
  dress();
  route();
  await firstLanguage(person.value?.language);
  const root = document.getElementById("app") as HTMLElement;
  root.replaceChildren();
  render(<App />, root);
  if (inTelegram && !tokens.value) await enter();
  listen();
  void call("get", "/cabinet/branding").then((found) => {
    const now = { name: found.app_name, color: found.primary_color };
    keep(LOOKS, now);
    looks(now);
  }, () => undefined);
  if ("serviceWorker" in navigator && !inTelegram) {
    void navigator.serviceWorker.register("/app/sw.js", { scope: "/app/" }).catch(() => undefined);
  }
}

interface Looks {
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
