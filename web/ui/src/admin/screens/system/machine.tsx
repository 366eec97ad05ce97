// The machine and what runs on it.

import { Button } from "../../../ui/parts";
import { ask } from "../../api/client";
import { bytes, lasting } from "../../format";
import { c, word } from "../../i18n";
import { useFeed } from "../../state/feed";
import { Confirm, useQuestion } from "../../ui/confirm";
import { Cell, Facts, Panel, Rows, Shown, Tag } from "../../ui/parts";

const SECONDS = 10;
const FULL = 90; // percent from which a bar is red

export function Machine() {
  const machine = useFeed(() => ask("get", "/api/system/resources"), [], SECONDS);
  const services = useFeed(() => ask("get", "/api/system/status"), [], SECONDS);
  const ports = useFeed(() => ask("get", "/api/ports/status"), [], SECONDS);
  const question = useQuestion<"restart">();
  return (
    <>
      <Shown feed={machine} lines={4}>
        {(found) => (
          <div class="stats">
            <Meter name={c("console-machine-cpu")} percent={found.cpu.percent ?? 0} note={c("console-machine-cores", { count: found.cpu.count ?? 1 })} />
            <Meter name={c("console-machine-memory")} percent={found.memory.percent ?? 0} note={of(found.memory)} />
            <Meter name={c("console-machine-disk")} percent={found.disk.percent ?? 0} note={of(found.disk)} />
          </div>
        )}
      </Shown>
      <div class="duo">
        <Panel title={c("console-machine-services")}>
          <Shown feed={services} lines={3}>
            {(found) => (
              <>
                <Facts facts={[["ui", found.ui] as const, ["xray", found.xray] as const, ["site", found.nextjs] as const].map(([name, one]) => [
                  word("console-service-", name),
                  <><Tag tone={one.active ? "good" : one.state === "not_configured" ? "plain" : "bad"}>{word("console-state-", one.state)}</Tag>
                    {one.uptime_sec ? <small> {lasting(one.uptime_sec)}</small> : null}</>,
                ] as const)} />
                <Button kind="plain" onClick={() => question.ask("restart")}>{c("console-machine-restart")}</Button>
              </>
            )}
          </Shown>
        </Panel>
        <section class="part">
          <h2>{c("console-machine-ports")}</h2>
          <Shown feed={ports} lines={3}>
            {(found) => (
              <Rows label={c("console-machine-ports")} kind="port-rows" items={found.ports} id={(one) => `${one.name}${one.port}`} empty={c("console-machine-no-ports")}>
                {(one) => (
                  <>
                    <Cell class="strong"><b>{one.port}</b></Cell>
                    <Cell>{one.name}</Cell>
                    <Cell><Tag tone={one.status === "running" ? "good" : "bad"}>{word("console-state-", one.status)}</Tag></Cell>
                  </>
                )}
              </Rows>
            )}
          </Shown>
        </section>
      </div>
      {question.now && (
        <Confirm title={c("console-machine-restart")} action={c("console-restart")} danger done={c("console-restarted")} onClose={() => question.close()}
          onDo={() => ask("post", "/api/system/restart", { body: { target: "ui" } })}>
          <p>{c("console-machine-restart-text")}</p>
        </Confirm>
      )}
    </>
  );
}

const of = ({ used = 0, total = 0 }: Record<string, number>) => c("console-of", { part: bytes(used), whole: bytes(total) });

function Meter({ name, percent, note }: { name: string; percent: number; note: string }) {
  return (
    <div class="stat">
      <span class="stat-name">{name}</span>
      <b class="stat-value">{Math.round(percent)}%</b>
      <span class="share-bar" aria-hidden="true"><span class={percent >= FULL ? "full" : ""} style={{ width: `${Math.min(100, percent)}%` }} /></span>
      <small>{note}</small>
    </div>
  );
}
