// The ways to pay as customers choose from them: names, order, limits, fee or discount.

import { useSignal } from "@preact/signals";
import { Button, Field } from "../../../ui/parts";
import { ask } from "../../api/client";
import type { Way } from "../../api/types";
import { money } from "../../format";
import { c } from "../../i18n";
import { roubles, typed, whole } from "../../money";
import { useFeed } from "../../state/feed";
import { Confirm, useQuestion } from "../../ui/confirm";
import { Area, Cell, Rows, Shown, Switch, Tag } from "../../ui/parts";

const LANGUAGES = ["ru", "en"] as const;
const PERCENT = /^-?\d{1,3}([.,]\d{1,2})?$/;

export function Ways() {
  const feed = useFeed(() => ask("get", "/api/admin/v1/methods"));
  const question = useQuestion<Way>();
  return (
    <>
      <Shown feed={feed} lines={6}>
        {({ items }) => (
          <Rows label={c("console-ways")} kind="server-rows" items={items} id={(one) => one.id} empty={c("console-ways")} icon="plans"
            heads={[c("console-way"), c("console-way-state"), c("console-way-limits"), c("console-way-percent"), ""]}>
            {(one) => <Line one={one} onEdit={() => question.ask(one)} />}
          </Rows>
        )}
      </Shown>
      {question.now && <Edit one={question.now} icons={feed.data.value?.icons ?? []} onClose={() => question.close()} onDone={() => void feed.load()} />}
    </>
  );
}

function Line({ one, onEdit }: { one: Way; onEdit: () => void }) {
  const offered = one.is_configured && one.options.offered;
  const state = !one.is_configured ? "console-vendor-not-set" : offered ? "console-way-offered" : "console-way-not-offered";
  const least = one.min_kopeks === null ? "" : money(one.min_kopeks);
  return (
    <>
      <Cell class="strong"><b>{one.title}</b><small>{one.description}</small></Cell>
      <Cell name={c("console-way-state")}><Tag tone={offered ? "good" : "plain"}>{c(state)}</Tag></Cell>
      <Cell name={c("console-way-limits")}>
        {least && (one.max_kopeks === null ? c("console-way-from", { least }) : c("console-way-range", { least, most: money(one.max_kopeks) }))}
      </Cell>
      <Cell name={c("console-way-percent")}>{Number(one.options.percent) ? `${Number(one.options.percent)}%` : "—"}</Cell>
      <span class="acts"><Button kind="plain" onClick={onEdit} aria-label={c("console-edit-one", { name: one.title })}>{c("console-edit")}</Button></span>
    </>
  );
}

function Edit({ one, icons, onClose, onDone }: { one: Way; icons: readonly string[]; onClose: () => void; onDone: () => void }) {
  const { options } = one;
  const offered = useSignal(options.offered ?? true);
  const names = useSignal({ ru: options.names?.ru ?? "", en: options.names?.en ?? "" });
  const texts = useSignal({ ru: options.descriptions?.ru ?? "", en: options.descriptions?.en ?? "" });
  const icon = useSignal(options.icon ?? "");
  const order = useSignal(String(options.order ?? 500));
  const percent = useSignal(String(Number(options.percent ?? 0)));
  const least = useSignal(options.least_kopeks ? typed(options.least_kopeks) : "");
  const most = useSignal(options.most_kopeks ? typed(options.most_kopeks) : "");
  const sums = [least.value, most.value].map((text) => (text.trim() ? roubles(text) : null));
  const bad = (text: string, kopeks: number | null | undefined) => Boolean(text.trim()) && (!kopeks || kopeks < 0);
  const wrong = { least: bad(least.value, sums[0]), most: bad(most.value, sums[1]), order: whole(order.value) === null, percent: !PERCENT.test(percent.value.trim()) };
  return (
    <Confirm title={one.title} action={c("console-save")} done={c("console-saved")} onClose={onClose} ready={!Object.values(wrong).some(Boolean)}
      onDo={async () => {
        const body = {
          offered: offered.value, names: names.value, descriptions: texts.value, icon: icon.value.trim(), order: Number(order.value),
          percent: percent.value.trim().replace(",", "."), least_kopeks: sums[0] ?? null, most_kopeks: sums[1] ?? null,
        };
        await ask("put", "/api/admin/v1/methods/{method_id}", { params: { method_id: one.id }, body });
        onDone();
      }}>
      <Switch label={c("console-vendor-offered")} note={c("console-vendor-offered-text")} on={offered.value} onTurn={(on) => { offered.value = on; }} />
      {LANGUAGES.map((language) => (
        <Field key={language} label={c("console-way-name", { tongue: language })} value={names.value[language]} maxLength={40} hint={c("console-way-own")}
          onValue={(value) => { names.value = { ...names.value, [language]: value }; }} />
      ))}
      {LANGUAGES.map((language) => (
        <Area key={language} label={c("console-way-text", { tongue: language })} value={texts.value[language]} max={200} rows={2} hint={c("console-way-own")}
          onValue={(value) => { texts.value = { ...texts.value, [language]: value }; }} />
      ))}
      <Field label={c("console-way-icon")} value={icon.value} maxLength={32} hint={c("console-way-icon-text", { icons: icons.join(", ") })}
        onValue={(value) => { icon.value = value; }} />
      <Field label={c("console-way-order")} value={order.value} inputMode="numeric" hint={c("console-way-order-text")}
        onValue={(value) => { order.value = value; }} {...(wrong.order && { fault: c("console-whole-wrong") })} />
      <Field label={c("console-way-least")} value={least.value} inputMode="decimal" onValue={(value) => { least.value = value; }}
        {...(wrong.least && { fault: c("console-amount-wrong") })} />
      <Field label={c("console-way-most")} value={most.value} inputMode="decimal" onValue={(value) => { most.value = value; }}
        {...(wrong.most && { fault: c("console-amount-wrong") })} />
      <Field label={c("console-way-percent")} value={percent.value} inputMode="text" hint={c("console-way-percent-text")}
        onValue={(value) => { percent.value = value; }} {...(wrong.percent && { fault: c("console-way-percent-text") })} />
    </Confirm>
  );
}
