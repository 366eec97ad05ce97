// Throughput of the last quarter of an hour, asked for again every few seconds while somebody looks.

import { ask } from "../api/client";
import { bytes, clock } from "../format";
import { c } from "../i18n";
import { useFeed } from "../state/feed";
import { Chart } from "./chart";
import { Panel, Shown } from "./parts";

const PERIOD = 1800;
const STEP = 60;
const SECONDS = 10;

export function LiveChart() {
  const feed = useFeed(() => ask("get", "/api/live/series", { query: { metric: "traffic", period: PERIOD, granularity: STEP } }), [], SECONDS);
  return (
    <Panel title={c("console-live")} aside={<Pulse />}>
      <Shown feed={feed} lines={4}>
        {({ series }) => (
          <Chart label={c("console-live")} kind="line" binary height={190} show={(value) => c("console-per-minute", { size: bytes(value) })}
            axis={bytes} points={series.map(({ time, value }) => ({ name: clock(time), value }))} />
        )}
      </Shown>
    </Panel>
  );
}

/** Who is here now. */
function Pulse() {
  const feed = useFeed(() => ask("get", "/api/live/now"), [], SECONDS);
  const now = feed.data.value;
  return now ? <span class="pulse">{c("console-live-now", { users: now.total.users, conns: now.total.conns })}</span> : null;
}
