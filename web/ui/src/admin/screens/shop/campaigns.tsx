// Campaigns: a link for each advertisement, whom it brought, and what they have paid.

import { useSignal } from "@preact/signals";
import { Button, Copyable, Field } from "../../../ui/parts";
import { ask } from "../../api/client";
import type { Campaign } from "../../api/types";
import { count, money } from "../../format";
import { c } from "../../i18n";
import { roubles, whole } from "../../money";
import { useFeed } from "../../state/feed";
import { Confirm, useQuestion } from "../../ui/confirm";
import { Cell, Listing } from "../../ui/parts";

export function Campaigns() {
  const page = useSignal(1);
  const feed = useFeed(() => ask("get", "/api/admin/v1/campaigns", { query: { page: page.value } }), [page.value]);
  const question = useQuestion<"new">();
  return (
    <>
      <div class="filters">
        <p class="hint grow">{c("console-campaigns-lead")}</p>
        <Button icon="plus" onClick={() => question.ask("new")}>{c("console-campaign-new")}</Button>
      </div>
      <Listing feed={feed} page={page} label={c("console-campaigns")} kind="campaign-rows" id={(one) => one.id} empty={c("console-campaigns-none")} icon="share">
        {(one) => <Line one={one} />}
      </Listing>
      {question.now && <Make onClose={() => question.close()} onDone={() => void feed.load()} />}
    </>
  );
}

function Line({ one }: { one: Campaign }) {
  const gift = [one.bonus_kopeks > 0 && money(one.bonus_kopeks), one.bonus_days > 0 && c("console-days", { count: one.bonus_days })].filter(Boolean);
  return (
    <>
      <Cell class="strong"><b>{one.name}</b><small>{gift.length ? c("console-campaign-gift", { gift: gift.join(", ") }) : c("console-campaign-no-gift")}</small></Cell>
      <Cell name={c("console-campaign-people")}>{count(one.people)}</Cell>
      <Cell name={c("console-campaign-paid")}>{money(one.paid_kopeks)}</Cell>
      {one.link ? <Copyable label={c("console-campaign-link")} text={one.link} /> : <Cell>{one.start_param}</Cell>}
    </>
  );
}

function Make({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const name = useSignal("");
  const param = useSignal("");
  const bonus = useSignal("");
  const days = useSignal("");
  return (
    <Confirm title={c("console-campaign-new")} action={c("console-create")} done={c("console-saved")} onClose={onClose}
      ready={Boolean(name.value.trim()) && /^[A-Za-z0-9-]{2,32}$/.test(param.value.trim())} onDo={async () => {
        await ask("post", "/api/admin/v1/campaigns", {
          body: { name: name.value.trim(), start_param: param.value.trim(), bonus_kopeks: roubles(bonus.value) ?? 0, bonus_days: whole(days.value) ?? 0 },
        });
        onDone();
      }}>
      <Field label={c("console-campaign-name")} value={name.value} onValue={(text) => { name.value = text; }} maxLength={64} hint={c("console-campaign-name-hint")} required />
      <Field label={c("console-campaign-param")} value={param.value} onValue={(text) => { param.value = text; }} maxLength={32}
        hint={c("console-campaign-param-hint")} autocomplete="off" required />
      <div class="pair">
        <Field label={c("console-campaign-bonus")} value={bonus.value} onValue={(text) => { bonus.value = text; }} inputMode="decimal" />
        <Field label={c("console-campaign-days")} value={days.value} onValue={(text) => { days.value = text; }} inputMode="numeric" />
      </div>
    </Confirm>
  );
}
