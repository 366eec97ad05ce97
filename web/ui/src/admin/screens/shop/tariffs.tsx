// Tariffs: what is on sale, for how much; make, edit, take off sale.

import { Button } from "../../../ui/parts";
import { ask } from "../../api/client";
import type { Tariff } from "../../api/types";
import { money } from "../../format";
import { c } from "../../i18n";
import { useFeed } from "../../state/feed";
import { Confirm, useQuestion } from "../../ui/confirm";
import { Cell, Rows, Shown, Tag } from "../../ui/parts";
import { Terms } from "./terms";

type Question = { what: "new" } | { what: "edit" | "switch"; tariff: Tariff };

export function Tariffs() {
  const feed = useFeed(() => ask("get", "/api/admin/v1/tariffs", { query: { limit: 100 } }));
  const question = useQuestion<Question>();
  const asked = question.now;
  const changed = () => void feed.load();
  return (
    <>
      <div class="filters">
        <p class="hint grow">{c("console-tariffs-lead")}</p>
        <Button icon="plus" onClick={() => question.ask({ what: "new" })}>{c("console-tariff-new")}</Button>
      </div>
      <Shown feed={feed} lines={5}>
        {({ items }) => (
          <Rows label={c("console-tariffs")} kind="tariff-rows" items={items} id={(one) => one.id} empty={c("console-tariffs-none")} icon="plans"
            heads={[c("console-tariff"), c("console-tariff-price"), c("console-tariff-holds"), c("console-state"), ""]}>
            {(one) => <Line one={one} onAsk={(what) => question.ask({ what, tariff: one })} />}
          </Rows>
        )}
      </Shown>
      {asked?.what === "new" && <Terms onClose={() => question.close()} onDone={changed} />}
      {asked?.what === "edit" && <Terms tariff={asked.tariff} onClose={() => question.close()} onDone={changed} />}
      {asked?.what === "switch" && <Switched tariff={asked.tariff} onClose={() => question.close()} onDone={changed} />}
    </>
  );
}

function Line({ one, onAsk }: { one: Tariff; onAsk: (what: "edit" | "switch") => void }) {
  return (
    <>
      <Cell class="strong">
        <b>{one.name}</b> {one.is_popular && <Tag tone="calm">{c("console-tariff-popular")}</Tag>}
        <small class="one-line">{one.description || one.public_code}</small>
      </Cell>
      <Cell name={c("console-tariff-price")}><b>{money(one.price_kopeks)}</b> {one.list_price_kopeks && <s>{money(one.list_price_kopeks)}</s>}</Cell>
      <Cell name={c("console-tariff-holds")}>
        {[c("console-days", { count: one.period_days }), one.traffic_gb === null ? c("console-tariff-unlimited")
          : c("console-gigabytes", { count: one.traffic_gb }), c("console-devices", { count: one.devices })].join(" · ")}
      </Cell>
      <Cell><Tag tone={one.enabled ? "good" : "plain"}>{c(one.enabled ? "console-tariff-on-sale" : "console-tariff-off-sale")}</Tag></Cell>
      <span class="acts">
        <Button kind="plain" onClick={() => onAsk("edit")} aria-label={c("console-edit-one", { name: one.name })}>{c("console-edit")}</Button>
        <Button kind="plain" onClick={() => onAsk("switch")}>{c(one.enabled ? "console-disable" : "console-enable")}</Button>
      </span>
    </>
  );
}

function Switched({ tariff, onClose, onDone }: { tariff: Tariff; onClose: () => void; onDone: () => void }) {
  const to = tariff.enabled ? "disable" : "enable";
  return (
    <Confirm title={c(tariff.enabled ? "console-tariff-disable" : "console-tariff-enable")}
      action={c(tariff.enabled ? "console-disable" : "console-enable")} done={c("console-saved")} onClose={onClose}
      onDo={async () => {
        await ask("post", `/api/admin/v1/tariffs/{tariff_id}/${to}`, { params: { tariff_id: tariff.id } });
        onDone();
      }}>
      <p>{c(tariff.enabled ? "console-tariff-disable-text" : "console-tariff-enable-text", { name: tariff.name })}</p>
    </Confirm>
  );
}
