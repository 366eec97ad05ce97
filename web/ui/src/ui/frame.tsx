// What stands around every screen of a signed-in person: the shop's name, the ways to go, and whether there is a connection.

import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { language, t } from "../i18n";
import { hour } from "../i18n/format";
import { back, href } from "../router";
import { lastSeen, tickets } from "../state/shop";
import { online, shopName } from "../state/surroundings";
import { backButton, inTelegram } from "../telegram";
import { Icon, type IconName } from "./icons";

const PLACES = [
  ["", "home", "app-nav-home"],
  ["plans", "plans", "app-nav-plans"],
  ["wallet", "wallet", "app-nav-wallet"],
  ["support", "support", "app-nav-support"],
  ["settings", "person", "app-nav-settings"],
] as const satisfies readonly (readonly [string, IconName, string])[];

export function Frame({ name, children }: { name: string; children: ComponentChildren }) {
  useEffect(() => (inTelegram && name ? backButton(() => back()) : undefined), [name]);
  tickets.want();
  const unread = (tickets.data.value ?? []).some((ticket) => ticket.unread_messages);
  return (
    <div class="frame">
      <a class="skip" href="#main" data-plain>{t("app-skip")}</a>
      <nav class="places" aria-label={t("app-nav")}>
        <p class="shop"><img src="/static/icon.svg" alt="" width="28" height="28" />{shopName.value}</p>
        {PLACES.map(([place, icon, text]) => (
          <a key={place} href={href(`/${place}`)} aria-current={place === name ? "page" : undefined}>
            <span class={place === "support" && unread ? "news" : ""}><Icon name={icon} /></span>
            <span>{t(text)}</span>
          </a>
        ))}
      </nav>
      <main id="main" tabIndex={-1}>
        {!online.value && <Offline />}
        {children}
      </main>
    </div>
  );
}

function Offline() {
  const last = lastSeen();
  return (
    <div class="offline" role="status">
      <Icon name="offline" />
      <p><b>{t("app-offline")}</b>{" "}{last ? t("app-offline-since", { time: hour(last.at, language.value) }) : t("app-error-offline")}</p>
    </div>
  );
}

/** The head of a screen that is not the first one. */
export function Title({ children, lead, to }: { children: ComponentChildren; lead?: string; to?: string }) {
  return (
    <header class="title">
      {to !== undefined && !inTelegram && (
        <a class="icon-button" href={href(to)} aria-label={t("app-back")}><Icon name="back" /></a>
      )}
      <div>
        <h1>{children}</h1>
        {lead && <p class="lead">{lead}</p>}
      </div>
    </header>
  );
}
