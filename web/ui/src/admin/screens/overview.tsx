// The first screen: the day so far, sales, what wants attention, and what goes through now.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Segments } from "../../ui/parts";
import { ask } from "../api/client";
import type { Overview as Numbers, Sales } from "../api/types";
import { bytes, count, dayOf, money, shortMoney } from "../format";
import { c } from "../i18n";
import { useFeed } from "../state/feed";
import { me } from "../state/door";
import { waiting } from "../state/waiting";
import { Chart } from "../ui/chart";
import { LiveChart } from "../ui/live";
import { Alert, Head, Panel, Shares, Shown, Stat } from "../ui/parts";
import { FirstSteps } from "./overview/steps";

const SECONDS = 30;
const WINDOWS = ["7", "30", "90"] as const;
const METRICS = ["revenue_kopeks", "payments", "new_users"] as const;
const TEXTS = { revenue_kopeks: "console-revenue", payments: "console-sales-payments", new_users: "console-sales-new" } as const;

export function Overview() {
  const days = useSignal<(typeof WINDOWS)[number]>("30");
  const numbers = useFeed(() => ask("get", "/api/admin/v1/overview"), [], SECONDS);
  const sales = useFeed(() => ask("get", "/api/admin/v1/sales", { query: { days: days.value } }), [days.value], 2 * SECONDS);
  const attention = numbers.data.value?.attention;
  useEffect(() => {
    if (attention) waiting.value = { payments: attention.payments_in_review, tickets: attention.open_tickets };
  }, [attention]);
  return (
    <>
      <Head title={c("console-hello", { name: me.value?.name ?? "" })} lead={c("console-overview-lead")} />
      <FirstSteps />
      <Shown feed={numbers} lines={5}>
        {(found) => (
          <>
            <Attention found={found} />
            <Today found={found} sales={sales.data.value} />
          </>
        )}
      </Shown>
      <Panel title={c("console-sales")} class="sales" aside={
        <Segments label={c("console-period")} value={days.value} onChoose={(value) => { days.value = value; }}
          options={WINDOWS.map((one) => [one, c("console-days", { count: Number(one) })] as const)} />
      }>
        <Shown feed={sales} lines={6}>{(found) => <SalesByDay found={found} />}</Shown>
      </Panel>
      <div class="duo">
        <Panel title={c("console-sales-tariffs")}>
          <Shown feed={sales} lines={4}>
            {(found) => <Shares label={c("console-sales-tariffs")} show={money} empty={c("console-sales-none")} parts={found.tariffs.map((one) => (
              { name: one.title, value: one.kopeks, note: c("console-sales-count", { count: one.sales }) }))} />}
          </Shown>
        </Panel>
        <Panel title={c("console-sales-methods")}>
          <Shown feed={sales} lines={4}>
            {(found) => <Shares label={c("console-sales-methods")} show={money} empty={c("console-sales-none")} parts={found.methods.map((one) => (
              { name: one.title, value: one.kopeks, note: c("console-payments-count", { count: one.payments }) }))} />}
          </Shown>
        </Panel>
      </div>
      <LiveChart />
    </>
  );
}

function Attention({ found: { attention } }: { found: Numbers }) {
  const all = [
    [attention.payments_in_review, "/admin/payments?state=review", "wallet", "console-attention-payments"],
    [attention.open_tickets, "/admin/tickets", "support", "console-attention-tickets"],
    [attention.servers_in_trouble, "/admin/servers", "server", "console-attention-servers"],
    [attention.keys_behind, "/admin/servers", "link", "console-attention-keys"],
  ] as const;
  const some = all.filter(([number]) => number);
  return (
    <section class="attention" aria-label={c("console-attention")}>
      {some.length ? some.map(([number, to, icon, text]) => (
        <Alert key={text} tone={text === "console-attention-servers" ? "bad" : "warn"} icon={icon} to={to}>{c(text, { count: number })}</Alert>
      )) : <Alert tone="good" icon="check">{c("console-attention-none")}</Alert>}
    </section>
  );
}

function Today({ found: { today }, sales }: { found: Numbers; sales: Sales | undefined }) {
  const before = sales?.days.at(-2);
  const against = (now: number, then: number | undefined) => (then === undefined ? undefined : then ? (100 * (now - then)) / then : null);
  return (
    <div class="stats">
      <Stat name={c("console-today-revenue")} value={money(today.revenue_kopeks)} day
        change={against(today.revenue_kopeks, before?.revenue_kopeks)} />
      <Stat name={c("console-today-sales")} value={count(today.sales)} day change={against(today.sales, before?.sales)} />
      <Stat name={c("console-today-new")} value={count(today.new_users)} day change={against(today.new_users, before?.new_users)} />
      <Stat name={c("console-today-trials")} value={count(today.trials)} day change={against(today.trials, before?.trials)} />
      <Stat name={c("console-today-active")} value={count(today.active_subscriptions)}
        note={c("console-today-users", { count: count(today.total_users) })} to="/admin/users" />
      <Stat name={c("console-today-traffic")} value={bytes(today.traffic_bytes)} to="/admin/traffic" />
    </div>
  );
}

function SalesByDay({ found }: { found: Sales }) {
  const metric = useSignal<(typeof METRICS)[number]>("revenue_kopeks");
  const kopeks = metric.value === "revenue_kopeks";
  const show = kopeks ? money : count;
  const total = found.totals[metric.value];
  const before = found.previous[metric.value];
  return (
    <>
      <div class="chart-head">
        <Stat name={c("console-sales-total")} value={show(total)} change={before ? (100 * (total - before)) / before : null} />
        <Segments label={c("console-sales-metric")} value={metric.value} onChoose={(value) => { metric.value = value; }}
          options={METRICS.map((one) => [one, c(TEXTS[one])] as const)} />
      </div>
      <Chart label={`${c("console-sales")}: ${c(TEXTS[metric.value])}`} show={show} axis={kopeks ? shortMoney : count} points={found.days.map((one) => ({
        name: dayOf(one.date), value: one[metric.value], note: c("console-sales-day", { payments: one.payments, sales: one.sales, people: one.new_users }),
      }))} />
    </>
  );
}
