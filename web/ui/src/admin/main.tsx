// The operators' console: in a browser at /app/admin, in Telegram for administrators. Customers load nothing of it.

import { render } from "preact";
import { ApiError } from "../api/error";
import { route } from "../router";
import { person, restore, tokens } from "../state/session";
import { inTelegram, launch } from "../telegram";
import { dress } from "../theme";
import { Console } from "./console";
import { firstLanguage } from "./i18n";
import { apiKey, door, enterByTelegram, recognise, restoreKey, shut } from "./state/door";

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/;

async function start(): Promise<void> {
  launch();
  restore();
  restoreKey();
  dress();
  route();
  await firstLanguage(person.value?.language);
  if (location.hash.startsWith("#tgAuthResult=")) await (await import("../state/widget")).take();
  const root = document.getElementById("app") as HTMLElement;
  root.replaceChildren();
  render(<Console />, root);
  await come().catch(() => undefined);
}

/** By what this browser knows already; only on the machine itself may the shop let anybody in (PANEL_AUTH=none). */
async function come(): Promise<void> {
  if (tokens.value || apiKey.value) await recognise();
  else if (inTelegram) await enterByTelegram().catch((error: unknown) => failed(error));
  else if (LOOPBACK.test(location.hostname)) await recognise();
  else shut("login");
}

function failed(error: unknown): void {
  if (error instanceof ApiError && error.passing) door.value = "away";
  else shut("login");
}

void start();
