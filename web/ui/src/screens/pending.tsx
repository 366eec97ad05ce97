// Payments that are waited for. They turn green by themselves when the news comes.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { call } from "../api/client";
import type { Pending } from "../api/types";
import { language, t } from "../i18n";
import { hour, money } from "../i18n/format";
import { latest } from "../state/live";
import { history, me, pending, refresh } from "../state/shop";
import { inTelegram, openInvoice, openLink } from "../telegram";
import { Icon } from "../ui/icons";
import { Button, Card, LinkButton, Notice } from "../ui/parts";
import { useTask } from "../ui/task";

const GREEN_SECONDS = 8;
const NEWEST = 3;
const LOOK_EVERY = 20_000; // where the news does not get through

export function PendingPayments() {
  const arrived = useSignal<{ id: unknown; kopeks: number } | null>(null);
  const news = latest.value;
  useEffect(() => {
    if (news?.type !== "payment_completed") return undefined;
    arrived.value = { id: news.data.payment_id, kopeks: Number(news.data.amount_kopeks) };
    const timer = setTimeout(() => { arrived.value = null; }, GREEN_SECONDS * 1000);
    return () => clearTimeout(timer);
  }, [news]);
  const waited = (pending.data.value ?? []).filter((one) => one.payment_id !== arrived.value?.id).slice(0, NEWEST);
  useEffect(() => {
    if (!waited.length) return undefined;
    const timer = setInterval(() => refresh(pending, me), LOOK_EVERY);
    return () => clearInterval(timer);
  }, [waited.length]);
  return (
    <>
      {arrived.value && (
        <div class="notice good arrived" role="status">
          <Icon name="check" />{t("app-pending-arrived", { amount_kopeks: arrived.value.kopeks })}
        </div>
      )}
      {waited.length > 0 && (
        <Card title={t("app-pending-title")} class="pending">
          {waited.map((one) => <Waited key={one.payment_id} one={one} />)}
        </Card>
      )}
    </>
  );
}

function Waited({ one }: { one: Pending }) {
  const task = useTask();
  const note = useSignal("");
  const check = () => task.run(async () => {
    const { status } = await call("post", "/cabinet/balance/check-payment/{payment_id}", { params: { payment_id: one.payment_id } });
    note.value = status === "pending" ? t("app-pending-not-yet") : status === "completed" ? "" : t("app-pending-failed");
    if (status !== "pending") refresh(pending, me, history);
  });
  return (
    <div class="waited">
      <span class="spinner" aria-hidden="true" />
      <p><b>{money(one.amount_kopeks, language.value)}</b><small>{t("app-pending-from", { time: hour(one.created_at, language.value) })}</small></p>
      {one.can_check_manually && <Button kind="quiet" busy={task.busy} onClick={check}>{t("app-pending-check")}</Button>}
      {one.confirmation_url && <Pay url={one.confirmation_url} />}
      {(note.value || task.fault) && <Notice kind={task.fault ? "bad" : "info"}>{task.fault || note.value}</Notice>}
    </div>
  );
}

function Pay({ url }: { url: string }) {
  return (
    <LinkButton kind="plain" href={url}
      onClick={(event) => { if (inTelegram) { event.preventDefault(); leaveToPay(url); } }}>{t("app-pending-pay")}</LinkButton>
  );
}

/** Go to where the money is paid: Telegram's own invoice, another app of it, or the vendor's page. */
export function leaveToPay(url: string): void {
  if (!inTelegram) location.assign(url);
  else if (/^https:\/\/t\.me\/(\$|invoice\/)/.test(url)) void openInvoice(url);
  else openLink(url);
}
