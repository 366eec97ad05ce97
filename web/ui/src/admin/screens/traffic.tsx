// Traffic: by day over weeks, and who moves most now and on the whole.

import { useSignal } from "@preact/signals";
import { Segments } from "../../ui/parts";
import { ask } from "../api/client";
import type { Dashboard } from "../api/types";
import { bytes, count, dayOf, lasting, moment } from "../format";
import { c } from "../i18n";
import { useFeed } from "../state/feed";
import { Chart } from "../ui/chart";
import { LiveChart } from "../ui/live";
import { Cell, Change, Head, Panel, Rows, Shown, Stat, Tag } from "../ui/parts";

const WINDOWS = ["7", "14", "30"] as const;
const LIVE_SECONDS = 10;
const TOP_SECONDS = 60;

export function Traffic() {
  const days = useSignal<(typeof WINDOWS)[number]>("14");
  const feed = useFeed(() => ask("get", "/api/usage/dashboard", { query: { days: days.value } }), [days.value]);
  return (
    <>
      <Head title={c("console-nav-traffic")} lead={c("console-traffic-lead")}>
        <Segments label={c("console-period")} value={days.value} onChoose={(value) => { days.value = value; }}
          options={WINDOWS.map((one) => [one, c("console-days", { count: Number(one) })] as const)} />
      </Head>
      <Shown feed={feed} lines={6}>{(found) => <Days found={found} />}</Shown>
      <div class="duo">
        <LiveChart />
        <Top />
      </div>
      <Shown feed={feed} lines={3}>{(found) => <Users found={found} />}</Shown>
    </>
  );
}

function Days({ found }: { found: Dashboard }) {
  const { kpi, global: all, meta, collector } = found;
  const points = meta.days.map((date, index) => ({
    name: dayOf(date), value: all.daily_traffic_bytes[index] ?? 0,
    note: c("console-traffic-connections", { count: all.daily_conns[index] ?? 0 }),
  }));
  return (
    <>
      <div class="stats">
        <Stat name={c("console-traffic-today")} value={bytes(kpi.today_bytes)} change={kpi.change_pct} />
        <Stat name={c("console-traffic-yesterday")} value={bytes(kpi.yesterday_bytes)} />
        <Stat name={c("console-traffic-window")} value={bytes(kpi.total_bytes)} />
        <Stat name={c("console-traffic-active")} value={`${count(kpi.active_users)} / ${count(kpi.total_users)}`} note={c("console-traffic-active-note")} />
      </div>
      <Panel title={c("console-traffic-by-day")} aside={!collector.enabled && <Tag tone="warn">{c("console-traffic-off")}</Tag>}>
        <Chart label={c("console-traffic-by-day")} points={points} show={bytes} binary />
        {meta.completeness === "partial" && <p class="hint">{c("console-traffic-partial")}</p>}
      </Panel>
    </>
  );
}

function Users({ found }: { found: Dashboard }) {
  const people = Object.values(found.users).filter((one) => sum(one.daily_traffic_bytes) + sum(one.daily_conns))
    .sort((one, other) => sum(other.daily_traffic_bytes) - sum(one.daily_traffic_bytes)).slice(0, 20);
  return (
    <section class="part">
      <h2>{c("console-traffic-users")}</h2>
      <Rows label={c("console-traffic-users")} kind="traffic-rows" items={people} id={(one) => one.email} empty={c("console-traffic-none")} icon="bolt"
        heads={[c("console-traffic-key"), c("console-traffic-window"), c("console-change-name"), c("console-traffic-conns")]}>
        {(one) => (
          <>
            <Cell class="strong"><b>{one.alias || one.email}</b>{one.anomaly && <> <Tag tone="warn">{c("console-traffic-anomaly")}</Tag></>}</Cell>
            <Cell name={c("console-traffic-window")}>{bytes(sum(one.daily_traffic_bytes))}</Cell>
            <Cell name={c("console-change-name")}><Change percent={percent(sum(one.daily_traffic_bytes), sum(one.prev_daily_traffic_bytes))} /></Cell>
            <Cell name={c("console-traffic-conns")}>{count(sum(one.daily_conns))}</Cell>
          </>
        )}
      </Rows>
    </section>
  );
}

/** Who moves most within the last hour, and who is here. */
function Top() {
  const now = useFeed(() => ask("get", "/api/live/now"), [], LIVE_SECONDS);
  const top = useFeed(() => ask("get", "/api/live/top", { query: { period: 3600, limit: 8 } }), [], TOP_SECONDS);
  const latest = now.data.value?.users[0];
  return (
    <Panel title={c("console-live-top")} aside={now.data.value && <Tag tone="good">{c("console-live-here", { count: now.data.value.total.users })}</Tag>}>
      <Shown feed={top} lines={4}>
        {(found) => found.top.length ? (
          <ul class="shares" aria-label={c("console-live-top")}>
            {found.top.map((one) => (
              <li key={one.user}>
                <span class="share-name">{one.alias || one.user}</span>
                <span class="share-value">{bytes(one.value)} <small>{Math.round(one.pct)}%</small></span>
                <span class="share-bar" aria-hidden="true"><span style={{ width: `${one.pct}%` }} /></span>
              </li>
            ))}
          </ul>
        ) : <p class="hint">{c("console-live-quiet")}</p>}
      </Shown>
      {latest && <p class="hint">{c("console-live-latest", { name: latest.alias || latest.email, time: moment(latest.last_seen) })}</p>}
      {now.data.value?.window_sec && <p class="hint">{c("console-live-window", { time: lasting(now.data.value.window_sec) })}</p>}
    </Panel>
  );
}

const sum = (values: readonly number[]) => values.reduce((so, value) => so + value, 0);
const percent = (now: number, before: number) => (before ? (100 * (now - before)) / before : null);
