// What can be bought, and buying it from the balance.

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { call } from "../api/client";
import { wish } from "../api/request";
import type { Subscription, Tariff } from "../api/types";
import { language, t } from "../i18n";
import { money } from "../i18n/format";
import { go } from "../router";
import { balanceIs, history, invited, me, refresh, renewals, subscription, tariffs, trial } from "../state/shop";
import { person } from "../state/session";
import { Dialog } from "../ui/dialog";
import { Title } from "../ui/frame";
import { Icon, type IconName } from "../ui/icons";
import { Button, Card, Empty, Loaded, Notice } from "../ui/parts";
import { useTask } from "../ui/task";
import { toast } from "../ui/toast";

const MONTH = 30;

export function Plans() {
  subscription.want();
  me.want();
  const chosen = useSignal<Tariff | null>(null);
  const own = subscription.data.value;
  const renews = Boolean(own && !own.is_trial);
  if (own) renewals.want();
  const options = own ? renewals.data.value : undefined;
  const lead = t(renews && own ? leadOf(own) : "app-plans-lead");
  return (
    <>
      <Title lead={lead}>{t(renews ? "app-renew-title" : "app-plans-title")}</Title>
      <Loaded from={tariffs} lines={6}>
        {(offered) => offered.length === 0 ? <Card><Empty icon="plans" title={t("app-plans-empty")} /></Card> : (
          <ul class="plans">
            {offered.map((one) => (
              <Plan key={one.id} one={one} dearest={dearestMonth(offered)} onChoose={() => { chosen.value = one; }}
                later={own && options && !options.some((other) => isSame(one, other)) ? own : null} />
            ))}
          </ul>
        )}
      </Loaded>
      {chosen.value && <Purchase one={chosen.value} own={own ?? null} onClose={() => { chosen.value = null; }} />}
    </>
  );
}

const isSame = (one: Tariff, other: { period_days: number; gb_amount: number | null }) =>
  one.period_days === other.period_days && one.data_limit_gb === other.gb_amount;

/** Whether days are left, but no traffic: another plan then begins at once. */
const isUsedUp = (own: Subscription) => own.status !== "expired" && own.data_remaining_bytes === 0;

function leadOf(own: Subscription) {
  if (isUsedUp(own)) return "app-renew-used-up-lead" as const;
  return own.is_active ? "app-renew-lead" as const : "app-renew-ended-lead" as const;
}

/** What a month costs by a plan, in kopeks: whole roubles, rounded up. */
const perMonth = (one: Tariff) => Math.ceil((one.price_kopeks * MONTH) / one.period_days / 100) * 100;

/** The price of a month by the plan that is one: what a longer one saves is measured by it. */
function dearestMonth(offered: Tariff[]): number | null {
  const months = offered.filter((one) => Math.abs(one.period_days - MONTH) <= 1);
  return months.length ? Math.min(...months.map((one) => one.price_kopeks)) : null;
}

interface PlanProps {
  one: Tariff;
  dearest: number | null;
  /** The subscription that keeps it from being bought now. */
  later: Subscription | null;
  onChoose: () => void;
}

function Plan({ one, dearest, later, onChoose }: PlanProps) {
  const isLong = one.period_days >= 2 * MONTH;
  const byList = one.original_price_kopeks - one.price_kopeks;
  const byMonth = isLong && dearest ? Math.round((dearest * one.period_days) / MONTH) - one.price_kopeks : 0;
  const saved = byList > 0 ? byList : byMonth;
  return (
    <li class={`card plan ${one.is_popular ? "popular" : ""}`}>
      <header>
        <h2>{one.name}</h2>
        {one.is_popular && <span class="tag">{t("app-plan-popular")}</span>}
      </header>
      {one.description && <p class="lead">{one.description}</p>}
      <ul class="points">
        <Point icon="clock">{t("app-plan-days", { days: one.period_days })}</Point>
        <Point icon="bolt">{one.data_limit_gb === null ? t("app-plan-unlimited") : t("app-plan-traffic", { gb: one.data_limit_gb })}</Point>
        <Point icon="devices">{t("app-plan-devices", { devices: one.max_devices })}</Point>
      </ul>
      <p class="price">
        <b>{money(one.price_kopeks, language.value)}</b>
        {byList > 0 && <s aria-label={`${t("app-plan-old-price")}: ${money(one.original_price_kopeks, language.value)}`}>
          {money(one.original_price_kopeks, language.value)}</s>}
        {byList > 0 && one.discount_percent > 0 && <span class="tag good">−{one.discount_percent}%</span>}
      </p>
      {(isLong || saved > 0) && (
        <p class="saving">
          {isLong && <span>{t("app-plan-month", { month_kopeks: perMonth(one) })}</span>}
          {saved > 0 && <span class="good">{t("app-plan-save", { save_kopeks: saved })}</span>}
        </p>
      )}
      {later ? (
        <p class="hint">{later.status === "suspended" ? t("app-plan-paused") : t("app-plan-later", { from_at: later.expires_at })}</p>
      ) : (
        <Button kind={one.is_popular ? "primary" : "plain"} onClick={onChoose} aria-label={`${t("app-plan-choose")}: ${one.name}`}>
          {t("app-plan-choose")}
        </Button>
      )}
    </li>
  );
}

function Point({ icon, children }: { icon: IconName; children: string }) {
  return <li><Icon name={icon} />{children}</li>;
}

function Purchase({ one, own, onClose }: { one: Tariff; own: Subscription | null; onClose: () => void }) {
  const task = useTask();
  const once = useSignal(wish());
  const balance = me.data.value?.balance_kopeks ?? person.value?.balance_kopeks ?? 0;
  const missing = one.price_kopeks - balance;
  const pay = () => task.run(async () => {
    const bought = await call("post", "/cabinet/subscription/purchase-tariff", { body: { tariff_id: one.id }, once: once.value });
    balanceIs(bought.balance_after_kopeks);
    await subscription.load();
    refresh(history, tariffs, trial, invited, renewals);
    toast(t("app-buy-done", { until_at: bought.subscription.expires_at }));
    onClose();
    go("/");
  });
  const topUp = () => go(`/wallet?amount=${Math.ceil(missing / 100)}`);
  return (
    <Dialog title={t("app-buy-title")} onClose={onClose}>
      <dl class="bill">
        <Line name={t("app-buy-plan")}>{one.name} · {t("app-plan-days", { days: one.period_days })}</Line>
        {one.original_price_kopeks > one.price_kopeks && (
          <Line name={t("app-buy-discount")}>{money(one.price_kopeks - one.original_price_kopeks, language.value)}</Line>
        )}
        <Line name={t("app-buy-price")} strong>{money(one.price_kopeks, language.value)}</Line>
        <Line name={t("app-buy-balance")}>{money(balance, language.value)}</Line>
        {missing > 0 ? <Line name={t("app-buy-short")} strong>{money(missing, language.value)}</Line>
          : <Line name={t("app-buy-after")}>{money(-missing, language.value)}</Line>}
      </dl>
      {own && !own.is_trial && <p class="hint">{t(leadOf(own))}</p>}
      {task.fault && <Notice>{task.fault}</Notice>}
      {missing > 0 ? <Button icon="plus" onClick={topUp}>{t("app-buy-top-up", { missing_kopeks: Math.ceil(missing / 100) * 100 })}</Button>
        : <Button busy={task.busy} onClick={pay}>{t("app-buy-button", { price_kopeks: one.price_kopeks })}</Button>}
      <Button kind="quiet" onClick={onClose}>{t("app-cancel")}</Button>
    </Dialog>
  );
}

function Line({ name, strong = false, children }: { name: string; strong?: boolean; children: ComponentChildren }) {
  return <div class={strong ? "strong" : ""}><dt>{name}</dt><dd>{children}</dd></div>;
}
