// Connecting a device: an app with one tap, the QR code for another device, and the links themselves.

import { useSignal } from "@preact/signals";
import type { Subscription } from "../api/types";
import { APPS, PLATFORMS, type App, type Platform, bounce, ownPlatform } from "../apps";
import { t } from "../i18n";
import { href } from "../router";
import { isPreparing, lastSeen, subscription } from "../state/shop";
import { inTelegram, openLink } from "../telegram";
import { Title } from "../ui/frame";
import { Card, Copyable, Empty, LinkButton, Loaded, Notice } from "../ui/parts";

export function Connect() {
  subscription.want();
  const last = subscription.error.value ? lastSeen()?.subscription : undefined;
  return (
    <>
      <Title to="/" lead={t("app-connect-lead")}>{t("app-connect-title")}</Title>
      {last ? <Ways one={last} /> : <Loaded from={subscription} lines={6}>{(one) => one ? <Ways one={one} /> : <Nothing />}</Loaded>}
    </>
  );
}

function Nothing() {
  return (
    <Card>
      <Empty icon="shield" title={t("app-none-title")}>
        <p class="lead">{t("app-connect-none")}</p>
        <LinkButton href={href("/plans")}>{t("app-buy")}</LinkButton>
      </Empty>
    </Card>
  );
}

function Ways({ one }: { one: Subscription }) {
  const preparing = isPreparing(one);
  return (
    <>
      {!one.is_active && <Notice kind="info"><p>{t("app-connect-ended")}</p><LinkButton kind="plain" href={href("/plans")}>{t("app-renew")}</LinkButton></Notice>}
      {preparing && <Notice kind="info"><span class="spinner" /> {t("app-preparing-text")}</Notice>}
      <div class="columns">
        <div><Apps url={one.subscription_url} /></div>
        <div>
          <Card title={t("app-connect-qr")} class="qr">
            <img src={one.qr_code_base64} alt={t("app-connect-qr-alt")} width="240" height="240" data-testid="qr" />
            <p class="hint">{t("app-connect-qr-text")}</p>
          </Card>
          <Card>
            <Copyable label={t("app-connect-link")} text={one.subscription_url} hint={t("app-connect-link-hint")} />
            {!preparing && (
              <details>
                <summary>{t("app-connect-key")}</summary>
                <Copyable label={t("app-connect-key")} text={one.config_link} />
              </details>
            )}
          </Card>
        </div>
      </div>
    </>
  );
}

function Apps({ url }: { url: string }) {
  const platform = useSignal<Platform>(ownPlatform());
  const fitting = APPS.filter((app) => app.platforms[platform.value]);
  return (
    <Card class="apps">
      <div class="field">
        <label for="platform">{t("app-connect-platform")}</label>
        <select id="platform" value={platform.value} onChange={(event) => { platform.value = event.currentTarget.value as Platform; }}>
          {PLATFORMS.map((one) => <option key={one} value={one}>{t(`app-platform-${one}`)}</option>)}
        </select>
      </div>
      <ul>
        {fitting.map((app, number) => <Choice key={app.id} app={app} platform={platform.value} url={url} best={number === 0} />)}
      </ul>
    </Card>
  );
}

function Choice({ app, platform, url, best }: { app: App; platform: Platform; url: string; best: boolean }) {
  const outside = (address: string) => ({
    href: address, target: "_blank", rel: "noopener",
    onClick: (event: MouseEvent) => {
      if (!inTelegram) return;
      event.preventDefault();
      openLink(address);
    },
  });
  return (
    <li class="app">
      <p><b>{app.name}</b>{best && <span class="tag">{t("app-connect-best")}</span>}</p>
      <a class="install" aria-label={t("app-connect-install-app", { app: app.name })} {...outside(app.platforms[platform] as string)}>
        {t("app-connect-install")}
      </a>
      <LinkButton kind={best ? "primary" : "plain"} icon="plus" {...outside(bounce(app, url))}>
        {t("app-connect-open", { app: app.name.replace(/ \(.*/, "") })}
      </LinkButton>
    </li>
  );
}
