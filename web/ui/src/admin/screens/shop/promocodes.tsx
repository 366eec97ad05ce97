// Promocodes: what each gives, to how many, and until when.

import { useSignal } from "@preact/signals";
import { Button, Field } from "../../../ui/parts";
import { ask } from "../../api/client";
import type { Promocode } from "../../api/types";
import { count, day, money } from "../../format";
import { c, word } from "../../i18n";
import { roubles, whole } from "../../money";
import { useFeed } from "../../state/feed";
import { Confirm, useQuestion } from "../../ui/confirm";
import { Cell, Choice, Listing, Switch, Tag } from "../../ui/parts";

const KINDS = ["balance", "days", "traffic", "discount", "tariff"] as const;
type Kind = (typeof KINDS)[number];

export function Promocodes() {
  const page = useSignal(1);
  const feed = useFeed(() => ask("get", "/api/admin/v1/promocodes", { query: { page: page.value } }), [page.value]);
  const question = useQuestion<"new" | Promocode>();
  const asked = question.now;
  return (
    <>
      <div class="filters">
        <p class="hint grow">{c("console-promocodes-lead")}</p>
        <Button icon="plus" onClick={() => question.ask("new")}>{c("console-promocode-new")}</Button>
      </div>
      <Listing feed={feed} page={page} label={c("console-promocodes")} kind="promocode-rows" id={(one) => one.id} empty={c("console-promocodes-none")} icon="gift"
        heads={[c("console-promocode"), c("console-promocode-gives"), c("console-promocode-used"), c("console-state"), ""]}>
        {(one) => <Line one={one} onSwitch={() => question.ask(one)} />}
      </Listing>
      {asked === "new" ? <Make onClose={() => question.close()} onDone={() => void feed.load()} />
        : asked && <Switched one={asked} onClose={() => question.close()} onDone={() => void feed.load()} />}
    </>
  );
}

function gives(one: Promocode): string {
  if (one.kind === "balance") return c("console-promocode-gives-balance", { sum_kopeks: one.value });
  if (one.kind === "days") return c("console-days", { count: one.value });
  if (one.kind === "traffic") return c("console-gigabytes", { count: one.value });
  if (one.kind === "discount") return c("console-promocode-gives-discount", { percent: one.value });
  return c("console-promocode-gives-tariff", { name: one.tariff?.name ?? "—" });
}

function Line({ one, onSwitch }: { one: Promocode; onSwitch: () => void }) {
  const notes = [one.new_users_only && c("console-promocode-new-only"), one.valid_until && c("console-until", { time: day(one.valid_until) })].filter(Boolean);
  return (
    <>
      <Cell class="strong"><b class="code">{one.code}</b>{notes.length > 0 && <small>{notes.join(" · ")}</small>}</Cell>
      <Cell name={c("console-promocode-gives")}>{gives(one)}</Cell>
      <Cell name={c("console-promocode-used")}>
        {one.uses_left === null ? count(one.used) : c("console-of", { part: count(one.used), whole: count(one.used + one.uses_left) })}
      </Cell>
      <Cell><Tag tone={one.enabled ? "good" : "plain"}>{c(one.enabled ? "console-on" : "console-off")}</Tag></Cell>
      <span class="acts"><Button kind="plain" onClick={onSwitch}>{c(one.enabled ? "console-disable" : "console-enable")}</Button></span>
    </>
  );
}

function Switched({ one, onClose, onDone }: { one: Promocode; onClose: () => void; onDone: () => void }) {
  const to = one.enabled ? "disable" : "enable";
  return (
    <Confirm title={one.code} action={c(one.enabled ? "console-disable" : "console-enable")} done={c("console-saved")} onClose={onClose} onDo={async () => {
      await ask("post", `/api/admin/v1/promocodes/{promocode_id}/${to}`, { params: { promocode_id: one.id } });
      onDone();
    }}>
      <p>{c(one.enabled ? "console-promocode-disable-text" : "console-promocode-enable-text")}</p>
    </Confirm>
  );
}

function Make({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const code = useSignal("");
  const kind = useSignal<Kind>("balance");
  const value = useSignal("");
  const tariff = useSignal("");
  const uses = useSignal("");
  const until = useSignal("");
  const fresh = useSignal(false);
  const tariffs = useFeed(() => ask("get", "/api/admin/v1/tariffs", { query: { limit: 100 } }));
  const number = kind.value === "balance" ? roubles(value.value) : whole(value.value);
  const ready = /^[\w-]{3,32}$/.test(code.value.trim()) && (kind.value === "tariff" ? Boolean(tariff.value) : Boolean(number && number > 0));
  return (
    <Confirm title={c("console-promocode-new")} action={c("console-create")} done={c("console-saved")} ready={ready} onClose={onClose} onDo={async () => {
      await ask("post", "/api/admin/v1/promocodes", {
        body: {
          code: code.value.trim().toUpperCase(), kind: kind.value, value: kind.value === "tariff" ? 0 : (number ?? 0),
          tariff_id: kind.value === "tariff" ? Number(tariff.value) : null, uses: whole(uses.value), new_users_only: fresh.value,
          valid_until: until.value ? new Date(`${until.value}T23:59:59`).toISOString() : null,
        },
      });
      onDone();
    }}>
      <Field label={c("console-promocode")} value={code.value} onValue={(text) => { code.value = text; }} maxLength={32}
        hint={c("console-promocode-hint")} autocomplete="off" required />
      <Choice label={c("console-promocode-kind")} value={kind.value} onChoose={(chosen) => { kind.value = chosen; }}
        options={KINDS.map((one) => [one, word("console-promocode-kind-", one)] as const)} />
      {kind.value === "tariff" ? (
        <Choice label={c("console-tariff")} value={tariff.value} onChoose={(chosen) => { tariff.value = chosen; }}
          options={[["", c("console-choose")] as const, ...(tariffs.data.value?.items ?? []).map((one) => [String(one.id), `${one.name}, ${money(one.price_kopeks)}`] as const)]} />
      ) : (
        <Field label={word("console-promocode-value-", kind.value)} value={value.value} onValue={(text) => { value.value = text; }} inputMode="decimal" required />
      )}
      <div class="pair">
        <Field label={c("console-promocode-uses")} value={uses.value} onValue={(text) => { uses.value = text; }} inputMode="numeric" hint={c("console-promocode-uses-hint")} />
        <Day label={c("console-promocode-until")} value={until.value} onValue={(text) => { until.value = text; }} />
      </div>
      <Switch label={c("console-promocode-new-only")} note={c("console-promocode-new-only-text")} on={fresh.value} onTurn={(on) => { fresh.value = on; }} />
    </Confirm>
  );
}

function Day({ label, value, onValue }: { label: string; value: string; onValue: (value: string) => void }) {
  return (
    <div class="field">
      <label for="promocode-until">{label}</label>
      <input id="promocode-until" type="date" value={value} onInput={(event) => onValue(event.currentTarget.value)} />
    </div>
  );
}
