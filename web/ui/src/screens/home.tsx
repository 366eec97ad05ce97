// Home: how the subscription stands, at a glance, and the next step.

import type { ComponentChildren } from "preact";
import { call } from "../api/client";
import type { Subscription, Trial } from "../api/types";
import { language, said, t } from "../i18n";
import { bytes, money } from "../i18n/format";
import { href } from "../router";
import { me, isPreparing, lastSeen, pending, refresh, subscription, trial } from "../state/shop";
import { person } from "../state/session";
import { inTelegram, openLink } from "../telegram";
import { Icon, type IconName } from "../ui/icons";
import { Button, Card, Empty, LinkButton, Loaded, Notice, Ring, Skeleton } from "../ui/parts";
import { useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { PendingPayments } from "./pending";

const DAY = 86_400_000;
const HOUR = 3_600_000;
const UNTIL = {
  active: "app-until", preparing: "app-until", expired: "app-ended-at", exhausted: "app-paid-until", paused: "app-paid-until",
} as const;

export function Home() {
  me.want();
  pending.want();
  return (
    <>
      <h1 class="hello">{t("app-hello", { name: person.value?.first_name ?? "" })}</h1>
      <div class="columns">
        <div>
          <Standing />
        </div>
        <div>
          <PendingPayments />
          <Balance />
          <Ways />
        </div>
      </div>
    </>
  );
}

function Standing() {
  subscription.want();
  const found = subscription.data.value;
  const shown = found ?? (subscription.error.value ? lastSeen()?.subscription : undefined);
  if (shown) return <Glance one={shown} />;
  if (found === null) return <Nothing />;
  if (!subscription.error.value) return <Card class="glance"><Skeleton lines={5} /></Card>;
  return (
    <Notice>
      <p>{said(subscription.error.value)}</p>
      <Button kind="quiet" onClick={() => void subscription.load()}>{t("app-retry")}</Button>
    </Notice>
  );
}

type State = "active" | "preparing" | "expired" | "exhausted" | "paused";

/** How it stands. Without access and not ended: its traffic is used up, or else support has paused it. */
function stateOf(one: Subscription): State {
  if (one.is_active) return isPreparing(one) ? "preparing" : "active";
  if (one.status !== "suspended") return "expired";
  return one.data_limit_bytes !== null && one.data_usage_bytes >= one.data_limit_bytes ? "exhausted" : "paused";
}

function Glance({ one }: { one: Subscription }) {
  const state = stateOf(one);
  return (
    <Card class={`glance ${state}`}>
      <div class="glance-top">
        <div>
          <p class={`state ${state}`}>{t(one.is_trial && state === "active" ? "app-state-trial" : `app-state-${state}`)}</p>
          <p class={one.is_active ? "left" : "left words"}>{one.is_active ? timeLeft(one.expires_at) : t("app-vpn-off")}</p>
          <p class="until">{t(UNTIL[state], { until_at: one.expires_at })}</p>
        </div>
        <Traffic one={one} />
      </div>
      {state === "preparing" && <Notice kind="info"><span class="spinner" /> {t("app-preparing-text")}</Notice>}
      {!one.is_active && <p class="lead">{t(`app-${state as "expired" | "exhausted" | "paused"}-text`)}</p>}
      <dl class="facts">
        <Fact icon="server" name={t("app-server")}>
          {one.server_info ? <>{one.server_info.country && <span class="tag">{one.server_info.country}</span>} {one.server_info.name}</>
            : t("app-server-soon")}
        </Fact>
        <Fact icon="devices" name={t("app-devices")}>{t("app-devices-count", { count: one.devices_count })}</Fact>
        <Fact icon="clock" name={t("app-autopay")}>{t(one.autopay_enabled ? "app-autopay-on" : "app-autopay-off")}</Fact>
      </dl>
      <div class="actions">
        {one.is_active && <LinkButton icon="bolt" href={href("/connect")}>{t("app-connect")}</LinkButton>}
        {state === "paused" ? <LinkButton href={href("/support")}>{t("app-write-to-support")}</LinkButton>
          : <LinkButton kind={one.is_active ? "plain" : "primary"} href={href("/plans")}>{t("app-renew")}</LinkButton>}
      </div>
    </Card>
  );
}

function Fact({ icon, name, children }: { icon: IconName; name: string; children: ComponentChildren }) {
  return <div><dt><Icon name={icon} />{name}</dt><dd>{children}</dd></div>;
}

function Traffic({ one }: { one: Subscription }) {
  const used = bytes(one.data_usage_bytes, language.value);
  if (one.data_limit_bytes === null) {
    return <Ring share={0} label={`${t("app-traffic")}: ${used}, ${t("app-traffic-unlimited")}`}>
      <b>{used}</b><small>{t("app-traffic-unlimited")}</small>
    </Ring>;
  }
  const label = t("app-traffic-ring", { used_bytes: one.data_usage_bytes, limit_bytes: one.data_limit_bytes });
  return <Ring share={one.data_limit_bytes ? one.data_usage_bytes / one.data_limit_bytes : 1} label={label}>
    <b>{used}</b><small>{t("app-traffic-of", { limit_bytes: one.data_limit_bytes })}</small>
  </Ring>;
}

function timeLeft(end: string): string {
  const left = Math.max(new Date(end).getTime() - Date.now(), 0);
  return left < DAY ? t("app-hours-left", { hours: Math.ceil(left / HOUR) }) : t("app-days-left", { days: Math.ceil(left / DAY) });
}

function Nothing() {
  return (
    <Loaded from={trial} lines={4}>
      {(offer) => offer.available || (offer.days > 0 && offer.requires_channel_subscription)
        ? <TrialOffer offer={offer} /> : <NoPlan />}
    </Loaded>
  );
}

function NoPlan() {
  return (
    <Card>
      <Empty icon="shield" title={t("app-none-title")}>
        <p class="lead">{t("app-none-text")}</p>
        <LinkButton href={href("/plans")}>{t("app-buy")}</LinkButton>
      </Empty>
    </Card>
  );
}

function TrialOffer({ offer }: { offer: Trial }) {
  const task = useTask();
  const start = () => task.run(async () => {
    await call("post", "/cabinet/subscription/activate-trial", { body: {} });
    await subscription.load();
    refresh(trial);
    toast(t("app-trial-started"));
  });
  const channel = offer.channel_link;
  return (
    <Card>
      <Empty icon="gift" title={t("app-trial-title")}>
        <p class="lead">{t("app-trial-text", { days: offer.days, gb: offer.gb, devices: offer.max_devices })}</p>
        {task.fault && <Notice>{task.fault}</Notice>}
        {!offer.available && channel && (
          <>
            <p class="lead">{t("app-trial-channel")}</p>
            <LinkButton kind="plain" href={channel} target="_blank" rel="noopener"
              onClick={(event) => { if (inTelegram) { event.preventDefault(); openLink(channel); } }}>{t("app-trial-join")}</LinkButton>
          </>
        )}
        <Button icon="bolt" busy={task.busy} onClick={start}>{t("app-trial-button")}</Button>
        <LinkButton kind="plain" href={href("/plans")}>{t("app-buy")}</LinkButton>
      </Empty>
    </Card>
  );
}

function Balance() {
  const now = me.data.value ?? person.value;
  return (
    <Card class="balance">
      <div>
        <p class="name">{t("app-balance")}</p>
        <p class="sum" data-testid="balance">{now ? money(now.balance_kopeks, language.value) : "…"}</p>
      </div>
      <LinkButton kind="plain" icon="plus" href={href("/wallet")}>{t("app-top-up")}</LinkButton>
    </Card>
  );
}

function Ways() {
  return (
    <nav class="ways card" aria-label={t("app-nav-friends")}>
      <Way to="/friends" icon="friends" title={t("app-friends-title")} text={t("app-friends-text")} />
      <Way to="/support" icon="support" title={t("app-support-title")} text={t("app-support-text")} />
    </nav>
  );
}

function Way({ to, icon, title, text }: { to: string; icon: IconName; title: string; text: string }) {
  return (
    <a class="way" href={href(to)}>
      <span class="medal small"><Icon name={icon} /></span>
      <span><b>{title}</b><span>{text}</span></span>
      <Icon name="next" class="go" />
    </a>
  );
}
