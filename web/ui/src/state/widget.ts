// Signing in with Telegram in a plain browser, without a script of Telegram's: a page of Telegram's asks the person and
// comes back here, with its signed answer behind "#". Only a tab that went to ask takes one, so that nobody can be
// signed in as somebody else by a link.

import { read } from "../api/client";
import { reach } from "../api/request";
import type { SignedIn } from "../api/types";
import { language } from "../i18n";
import { begin } from "./session";
import { failedInTelegram } from "./surroundings";

const ASKED = "vitrina.asked-telegram";
const MARK = "#tgAuthResult=";

export function ask(address: string): void {
  sessionStorage.setItem(ASKED, "1");
  location.assign(address);
}

/** Take the answer out of the address, and sign in by it. */
export async function take(): Promise<void> {
  const packed = location.hash.slice(MARK.length);
  history.replaceState(null, "", location.pathname + location.search);
  try {
    if (!sessionStorage.getItem(ASKED)) throw new Error("another tab's answer");
    sessionStorage.removeItem(ASKED);
    const answer = unpacked(packed);
    if (!answer) return; // the person did not want to
    begin(await read<SignedIn>(await reach("/cabinet/auth/telegram-widget", {
      method: "POST", headers: { "content-type": "application/json", "accept-language": language.value }, body: JSON.stringify(answer),
    })));
  } catch (error) {
    failedInTelegram.value = error;
  }
}

/** base64url of JSON in UTF-8. */
function unpacked(packed: string): unknown {
  const bytes = Uint8Array.from(atob(packed.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}
