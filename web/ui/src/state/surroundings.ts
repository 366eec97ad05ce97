// What screens know of the shop itself and of how the person came.

import { signal } from "@preact/signals";

export const shopName = signal("VPN");
/** Why Telegram's launch data did not sign in. */
export const failedInTelegram = signal<unknown>(null);
/** Whether the shop has been reached lately. */
export const online = signal(true);
