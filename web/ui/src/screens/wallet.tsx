// The balance: topping it up, payments that are waited for, promocodes, and what came and went.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ApiError } from "../api/error";
import { call } from "../api/client";
import { wish } from "../api/request";
import type { Method, Transaction } from "../api/types";
import { language, said, t } from "../i18n";
import { day, money } from "../i18n/format";
import { changed } from "../state/live";
import { history, me, methods, pending, refresh, subscription, tariffs } from "../state/shop";
import { person } from "../state/session";
import { inTelegram } from "../telegram";
import { Title } from "../ui/frame";
import { Button, Card, Empty, Field, Loaded, Notice } from "../ui/parts";
import { useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { PendingPayments, leaveToPay } from "./pending";

const USUAL = [300, 500, 1000, 2000];
const HERE = "/app/wallet";

export function Wallet() {
  me.want();
  pending.want();
  useEffect(() => {
    // Back from the payment page: the vendor may have been quicker than its news.
    if (new URLSearchParams(location.search).has("payment_id")) {
      window.history.replaceState(null, "", HERE);
      refresh(me, pending, history);
    }
  }, []);
  const now = me.data.value ?? person.value;
  return (
    <>
      <Title>{t("app-wallet-title")}</Title>
      <div class="columns">
        <div>
          <Card class="balance big">
            <p class="name">{t("app-wallet-now")}</p>
            <p class="sum" data-testid="balance">{now ? money(now.balance_kopeks, language.value) : "…"}</p>
          </Card>
          <PendingPayments />
          <Card title={t("app-wallet-top-up")}>
            <Loaded from={methods} lines={4}>
              {(offered) => offered.length ? <TopUp offered={offered} /> : <p class="lead">{t("app-wallet-no-methods")}</p>}
            </Loaded>
          </Card>
        </div>
        <div>
          <Promocode />
          <History />
        </div>
      </div>
    </>
  );
}

function TopUp({ offered }: { offered: Method[] }) {
  const asked = new URLSearchParams(location.search).get("amount");
  const amount = useSignal(asked && /^\d{1,7}$/.test(asked) ? asked : String(USUAL[0]));
  const way = useSignal((offered.find(({ id }) => id === "TELEGRAM_STARS" && inTelegram) ?? offered[0])?.id ?? "");
  const save = useSignal(false);
  const task = useTask();
  const chosen = offered.find(({ id }) => id === way.value) ?? (offered[0] as Method);
  const kopeks = /^\d{1,7}([.,]\d{1,2})?$/.test(amount.value) ? Math.round(Number(amount.value.replace(",", ".")) * 100) : 0;
  const fits = kopeks >= chosen.min_amount_kopeks && (chosen.max_amount_kopeks === null || kopeks <= chosen.max_amount_kopeks);
  const range = chosen.max_amount_kopeks === null ? t("app-wallet-least", { min_kopeks: chosen.min_amount_kopeks })
    : t("app-wallet-range", { min_kopeks: chosen.min_amount_kopeks, max_kopeks: chosen.max_amount_kopeks });
  const presets = [...new Set([...(asked && USUAL.every((one) => String(one) !== asked) ? [Number(asked)] : []), ...USUAL])].slice(0, 4);
  const pay = () => task.run(async () => {
    const url = await open(chosen, kopeks, save.value);
    void pending.load();
    changed("pending");
    leaveToPay(url);
  });
  return (
    <form onSubmit={(event) => { event.preventDefault(); if (fits) void pay(); }}>
      <Field label={t("app-wallet-amount")} value={amount.value} onValue={(value) => { amount.value = value; }} inputMode="decimal"
        autocomplete="off" {...(kopeks && !fits ? { fault: range } : { hint: range })} />
      <div class="chips">
        {presets.map((one) => (
          <button key={one} type="button" class="chip" aria-pressed={amount.value === String(one)}
            onClick={() => { amount.value = String(one); }}>{money(one * 100, language.value)}</button>
        ))}
      </div>
      <fieldset class="methods">
        <legend>{t("app-wallet-method")}</legend>
        {offered.map((one) => (
          <label key={one.id}>
            <input type="radio" name="method" value={one.id} checked={one.id === chosen.id} onChange={() => { way.value = one.id; }} />
            <img src={one.icon_url} alt="" width="32" height="32" />
            <span><b>{one.name}</b><small>{one.description}</small></span>
          </label>
        ))}
      </fieldset>
      {chosen.can_be_saved && (
        <label class="check">
          <input type="checkbox" checked={save.value} onChange={(event) => { save.value = event.currentTarget.checked; }} />
          <span>{t("app-wallet-save")}</span>
        </label>
      )}
      {task.fault && <Notice>{task.fault}</Notice>}
      <Button type="submit" busy={task.busy} disabled={!fits || task.busy}>{t("app-wallet-button", { amount_kopeks: kopeks })}</Button>
      <p class="hint">{t("app-wallet-wait")}</p>
    </form>
  );
}

/** Open a payment; the address to pay it at. Comes back here where the shop allows this page's address. */
async function open(method: Method, kopeks: number, save: boolean): Promise<string> {
  const once = wish();
  const body = { amount_rubles: kopeks / 100, payment_method: method.id, save_method: save && Boolean(method.can_be_saved) };
  if (inTelegram) return (await call("post", "/cabinet/balance/top-up", { body, once })).confirmation_url;
  try {
    const wanted = { ...body, return_url: location.origin + HERE };
    return (await call("post", "/cabinet/balance/top-up", { body: wanted, once })).confirmation_url;
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "return-url-not-allowed") throw error;
    return (await call("post", "/cabinet/balance/top-up", { body, once: wish() })).confirmation_url;
  }
}

function Promocode() {
  const code = useSignal("");
  const task = useTask();
  const use = () => task.run(async () => {
    const given = await call("post", "/cabinet/promocode/activate", { body: { code: code.value.trim() }, once: wish() });
    code.value = "";
    toast(given.message);
    refresh(me, subscription, history, tariffs);
  });
  return (
    <Card title={t("app-promo-title")}>
      <form class="inline" onSubmit={(event) => { event.preventDefault(); if (code.value.trim()) void use(); }}>
        <Field label={t("app-promo-field")} value={code.value} onValue={(value) => { code.value = value; task.clear(); }}
          autocomplete="off" autocapitalize="characters" maxLength={64} {...(task.fault && { fault: task.fault })} />
        <Button type="submit" kind="plain" busy={task.busy}>{t("app-promo-button")}</Button>
      </form>
    </Card>
  );
}

function History() {
  return (
    <Card title={t("app-history-title")}>
      <Loaded from={history} lines={5}>
        {({ items, pages }) => items.length ? <Entries first={items} pages={pages} />
          : <Empty icon="clock" title={t("app-history-empty")} />}
      </Loaded>
    </Card>
  );
}

function Entries({ first, pages }: { first: Transaction[]; pages: number }) {
  const more = useSignal<Transaction[]>([]);
  const shown = useSignal(1);
  const busy = useSignal(false);
  const fault = useSignal("");
  const next = async () => {
    busy.value = true;
    fault.value = "";
    try {
      const { items } = await call("get", "/cabinet/balance/transactions", { query: { page: shown.value + 1, per_page: 20 } });
      more.value = [...more.value, ...items];
      shown.value += 1;
    } catch (error) {
      fault.value = said(error);
    }
    busy.value = false;
  };
  const known = new Map([...first, ...more.value].map((one) => [one.id, one])); // a new entry moves the others down
  return (
    <>
      <ul class="entries">
        {[...known.values()].map((one) => (
          <li key={one.id}>
            <span><b>{one.description}</b><small>{day(one.created_at, language.value)}</small></span>
            <span class={one.amount_kopeks > 0 ? "good" : ""}>{one.amount_kopeks > 0 && "+"}{money(one.amount_kopeks, language.value)}</span>
          </li>
        ))}
      </ul>
      {fault.value && <Notice>{fault.value}</Notice>}
      {shown.value < pages && <Button kind="quiet" busy={busy.value} onClick={() => void next()}>{t("app-show-more")}</Button>}
    </>
  );
}
