// The Xray that runs inside the shop: how it is, what it shows strangers, and a restart.

import { useSignal } from "@preact/signals";
import { Button, Copyable, Notice } from "../../../ui/parts";
import { ApiError } from "../../../api/error";
import { ask } from "../../api/client";
import { lasting, moment } from "../../format";
import { c, word } from "../../i18n";
import { useFeed } from "../../state/feed";
import { Confirm, useQuestion } from "../../ui/confirm";
import { Facts, Panel, Shown, Tag } from "../../ui/parts";

const SECONDS = 10;

export function Engine() {
  const status = useFeed(() => ask("get", "/api/system/status"), [], SECONDS);
  const reality = useFeed(() => ask("get", "/api/xray/reality").catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 400) return null; // there is no embedded engine
    throw error;
  }));
  const question = useQuestion<"restart">();
  return (
    <>
      <div class="duo">
        <Panel title={c("console-engine-state")}>
          <Shown feed={status} lines={3}>
            {({ xray }) => (
              <>
                <Facts facts={[
                  [c("console-engine-xray"), <Tag tone={xray.active ? "good" : "bad"}>{word("console-state-", xray.state)}</Tag>],
                  xray.uptime_sec != null && [c("console-engine-uptime"), lasting(xray.uptime_sec)],
                  xray.detail ? [c("console-engine-detail"), xray.detail] : null,
                ]} />
                <Button kind="plain" onClick={() => question.ask("restart")}>{c("console-engine-restart")}</Button>
              </>
            )}
          </Shown>
        </Panel>
        <Panel title={c("console-engine-reality")}>
          <Shown feed={reality} lines={5}>
            {(found) => found ? (
              <>
                <Facts facts={[
                  [c("console-engine-address"), `${found.server_host}:${found.port}`], [c("console-engine-sni"), found.sni],
                  [c("console-engine-fp"), found.fp], [c("console-engine-flow"), found.flow], [c("console-engine-sid"), found.sid],
                ]} />
                <Copyable label={c("console-engine-pbk")} text={found.pbk} />
              </>
            ) : <Notice kind="info">{c("console-engine-none")}</Notice>}
          </Shown>
        </Panel>
      </div>
      <Collector />
      <Config />
      {question.now && (
        <Confirm title={c("console-engine-restart")} action={c("console-restart")} danger done={c("console-engine-restarted")} onClose={() => question.close()}
          onDo={async () => {
            await ask("post", "/api/xray/restart");
            await status.load();
          }}>
          <p>{c("console-engine-restart-text")}</p>
        </Confirm>
      )}
    </>
  );
}

/** What folds the counters into days. */
function Collector() {
  const feed = useFeed(async () => (await ask("get", "/api/collector/status")).status, [], 60);
  return (
    <Panel title={c("console-collector")}>
      <Shown feed={feed} lines={3}>
        {(found) => (
          <Facts facts={[
            [c("console-collector-state"), <Tag tone={found.enabled ? "good" : "warn"}>{c(found.enabled ? "console-on" : "console-off")}</Tag>],
            [c("console-collector-run"), found.last_run ? moment(found.last_run) : "—"],
            [c("console-collector-newest"), found.newest_date ?? "—"],
            found.lag_days !== null && [c("console-collector-lag"), c("console-days", { count: found.lag_days })],
          ]} />
        )}
      </Shown>
    </Panel>
  );
}

/** Its configuration; secrets are left out of it. */
function Config() {
  const open = useSignal(false);
  return (
    <Panel>
      <details onToggle={(event) => { open.value = event.currentTarget.open; }}>
        <summary>{c("console-engine-config")}</summary>
        {open.value && <Text />}
      </details>
    </Panel>
  );
}

function Text() {
  const feed = useFeed(() => ask("get", "/api/xray/config"));
  return (
    <Shown feed={feed} lines={6}>
      {({ config }) => <pre tabIndex={0} role="region" aria-label={c("console-engine-config")}>{JSON.stringify(config, null, 2)}</pre>}
    </Shown>
  );
}
