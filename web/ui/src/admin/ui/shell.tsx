// What stands around every screen: the rail on a desk, the bar below with a drawer on a phone.

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { LANGUAGE_NAMES, language, t } from "../../i18n";
import { back, href, path } from "../../router";
import { online } from "../../state/surroundings";
import { backButton, inTelegram } from "../../telegram";
import { chooseTheme, theme } from "../../theme";
import { Dialog } from "../../ui/dialog";
import { Button, Segments } from "../../ui/parts";
import { c, chooseLanguage } from "../i18n";
import { leave, me } from "../state/door";
import { waiting } from "../state/waiting";
import { Glyph, type GlyphName } from "./icons";

const PLACES = [
  ["", "overview", "console-nav-overview"],
  ["users", "friends", "console-nav-users"],
  ["payments", "wallet", "console-nav-payments"],
  ["tickets", "support", "console-nav-tickets"],
  ["traffic", "traffic", "console-nav-traffic"],
  ["servers", "server", "console-nav-servers"],
  ["vendors", "plans", "console-nav-vendors"],
  ["shop", "shop", "console-nav-shop"],
  ["settings", "settings", "console-nav-settings"],
  ["system", "system", "console-nav-system"],
] as const satisfies readonly (readonly [string, GlyphName, string])[];
const AT_HAND = 4; // places in the bar of a phone; the rest is in its drawer
const THEMES = ["auto", "light", "dark"] as const;

export function Shell({ name, children }: { name: string; children: ComponentChildren }) {
  const drawer = useSignal(false);
  useEffect(() => { drawer.value = false; }, [path.value]);
  useEffect(() => (inTelegram && name ? backButton(() => back("/admin")) : undefined), [name]);
  const hidden = PLACES.slice(AT_HAND).some(([place]) => place === name);
  return (
    <div class="console">
      <a class="skip" href="#main" data-plain>{t("app-skip")}</a>
      <nav class="rail" aria-label={c("console-nav")}>
        <p class="rail-shop"><img src="/static/icon.svg" alt="" width="30" height="30" /><span><b>{me.value?.shop.name}</b><small>{c("console-name")}</small></span></p>
        {PLACES.map((place, index) => <Place key={place[0]} place={place} at={name} extra={index >= AT_HAND ? "far" : ""} />)}
        <button type="button" class={`more ${hidden ? "here" : ""}`} aria-haspopup="dialog" onClick={() => { drawer.value = true; }}>
          <Glyph name="menu" /><span>{c("console-nav-more")}</span>
        </button>
        <div class="rail-foot"><Foot onSettings={() => { drawer.value = true; }} /></div>
      </nav>
      <main id="main" tabIndex={-1}>
        {!online.value && <p class="alert bad" role="status"><Glyph name="offline" /><span><b>{t("app-offline")}.</b> {t("app-error-offline")}</span></p>}
        {children}
      </main>
      {drawer.value && <Drawer name={name} onClose={() => { drawer.value = false; }} />}
    </div>
  );
}

function Place({ place: [to, icon, text], at, extra }: { place: (typeof PLACES)[number]; at: string; extra: string }) {
  const count = to === "tickets" ? waiting.value?.tickets : to === "payments" ? waiting.value?.payments : 0;
  return (
    <a class={extra} href={href(to ? `/admin/${to}` : "/admin")} aria-current={to === at ? "page" : undefined}>
      <Glyph name={icon} /><span>{c(text)}</span>
      {Boolean(count) && <span class="badge" aria-label={c("console-waiting", { count: count ?? 0 })}>{count}</span>}
    </a>
  );
}

function Foot({ onSettings }: { onSettings: () => void }) {
  return (
    <>
      <button type="button" onClick={onSettings}><Glyph name="person" /><span>{me.value?.name || c("console-you")}</span></button>
      <small>Vitrina {me.value?.shop.version}</small>
    </>
  );
}

/** Everything that the bar of a phone has no room for, and how the console looks. */
function Drawer({ name, onClose }: { name: string; onClose: () => void }) {
  return (
    <Dialog title={me.value?.name || c("console-name")} onClose={onClose}>
      <nav class="drawer" aria-label={c("console-nav-more")}>
        {PLACES.slice(AT_HAND).map((place) => <Place key={place[0]} place={place} at={name} extra="" />)}
      </nav>
      <Segments label={t("app-settings-language")} value={language.value} onChoose={(code) => void chooseLanguage(code)}
        options={LANGUAGE_NAMES} />
      <Segments label={t("app-settings-theme")} value={theme.value} onChoose={chooseTheme}
        options={THEMES.map((one) => [one, t(`app-settings-theme-${one}`)] as const)} />
      <p class="drawer-links"><a href="/app/" data-plain>{c("console-to-cabinet")}</a><a href="/docs" data-plain>{c("console-to-docs")}</a></p>
      {!inTelegram && <Button kind="danger" icon="exit" onClick={leave}>{t("app-settings-sign-out")}</Button>}
    </Dialog>
  );
}
