// The servers: how each is, how full, and whether new sales may live there.

import { useSignal } from "@preact/signals";
import { Button, Field } from "../../../ui/parts";
import { ask } from "../../api/client";
import type { Server } from "../../api/types";
import { count, moment } from "../../format";
import { c, word } from "../../i18n";
import { whole } from "../../money";
import { useFeed } from "../../state/feed";
import { Confirm, useQuestion } from "../../ui/confirm";
import { Cell, Rows, Shown, Switch, Tag, type Tone } from "../../ui/parts";

const TONES: Record<Server["health"], Tone> = { ok: "good", behind: "warn", trouble: "bad" };

export function List() {
  const feed = useFeed(() => ask("get", "/api/admin/v1/servers", { query: { limit: 100 } }), [], 15);
  const question = useQuestion<Server>();
  return (
    <>
      <Shown feed={feed} lines={5}>
        {({ items }) => (
          <Rows label={c("console-servers")} kind="server-rows" items={items} id={(one) => one.id} empty={c("console-servers-none")} icon="server"
            heads={[c("console-server"), c("console-server-health"), c("console-server-keys"), c("console-server-sales"), ""]}>
            {(one) => <Line one={one} onEdit={() => question.ask(one)} />}
          </Rows>
        )}
      </Shown>
      {question.now && <Edit one={question.now} onClose={() => question.close()} onDone={() => void feed.load()} />}
    </>
  );
}

function Line({ one, onEdit }: { one: Server; onEdit: () => void }) {
  return (
    <>
      <Cell class="strong"><b>{one.flag} {one.name}</b><small>{one.panel}</small></Cell>
      <Cell name={c("console-server-health")}>
        <Tag tone={TONES[one.health]}>{word("console-health-", one.health)}</Tag>
        {one.trouble && <small class="bad"> {one.trouble}{one.trouble_since && `, ${c("console-since", { time: moment(one.trouble_since) })}`}</small>}
      </Cell>
      <Cell name={c("console-server-keys")}>
        {one.capacity === null ? count(one.keys) : c("console-of", { part: count(one.keys), whole: count(one.capacity) })}
        {one.keys_behind > 0 && <small> {c("console-server-behind", { count: one.keys_behind })}</small>}
        {one.capacity ? <Fullness share={one.keys / one.capacity} /> : null}
      </Cell>
      <Cell name={c("console-server-sales")}><Tag tone={one.enabled ? "good" : "plain"}>{c(one.enabled ? "console-server-open" : "console-server-shut")}</Tag></Cell>
      <span class="acts"><Button kind="plain" onClick={onEdit} aria-label={c("console-edit-one", { name: one.name })}>{c("console-edit")}</Button></span>
    </>
  );
}

function Fullness({ share }: { share: number }) {
  return (
    <span class="share-bar" aria-hidden="true"><span class={share >= 1 ? "full" : ""} style={{ width: `${Math.min(100, 100 * share)}%` }} /></span>
  );
}

function Edit({ one, onClose, onDone }: { one: Server; onClose: () => void; onDone: () => void }) {
  const name = useSignal(one.name);
  const country = useSignal(one.country);
  const capacity = useSignal(one.capacity === null ? "" : String(one.capacity));
  const enabled = useSignal(one.enabled);
  const room = capacity.value.trim() ? whole(capacity.value) : null;
  const wrong = Boolean(capacity.value.trim()) && room === null;
  return (
    <Confirm title={`${one.flag} ${one.name}`} action={c("console-save")} done={c("console-saved")} onClose={onClose} ready={Boolean(name.value.trim()) && !wrong}
      onDo={async () => {
        const body = { name: name.value.trim(), country: country.value.trim().toUpperCase(), enabled: enabled.value, capacity: room };
        await ask("patch", "/api/admin/v1/servers/{server_id}", { params: { server_id: one.id }, body });
        onDone();
      }}>
      <Field label={c("console-server-name")} value={name.value} onValue={(value) => { name.value = value; }} maxLength={64} required />
      <Field label={c("console-server-country")} value={country.value} onValue={(value) => { country.value = value; }} maxLength={2} hint={c("console-server-country-hint")} />
      <Field label={c("console-server-capacity")} value={capacity.value} onValue={(value) => { capacity.value = value; }} inputMode="numeric"
        hint={c("console-server-capacity-hint")} {...(wrong && { fault: c("console-whole-wrong") })} />
      <Switch label={c("console-server-sell")} note={c("console-server-sell-text")} on={enabled.value} onTurn={(on) => { enabled.value = on; }} />
    </Confirm>
  );
}
