// One payment, and what can be decided about it.

import { useSignal } from "@preact/signals";
import { Button, Copyable, Notice } from "../../../ui/parts";
import { useTask } from "../../../ui/task";
import { toast } from "../../../ui/toast";
import { ask } from "../../api/client";
import type { Payment } from "../../api/types";
import { money, moment } from "../../format";
import { c } from "../../i18n";
import { type Feed, useFeed } from "../../state/feed";
import { Confirm, useQuestion } from "../../ui/confirm";
import { Area, Facts, Head, Panel, Shown } from "../../ui/parts";
import { StateTag } from "./parts";

const NOTE_MAX = 500;
const DECISIONS = ["accept", "dismiss", "refund"] as const;
type Decision = (typeof DECISIONS)[number];
const TEXTS = {
  accept: ["console-payment-accept", "console-payment-accept-text", "console-payment-accept-done"],
  dismiss: ["console-payment-dismiss", "console-payment-dismiss-text", "console-payment-dismiss-done"],
  refund: ["console-payment-refund", "console-payment-refund-text", "console-payment-refund-done"],
} as const;

export function One({ id }: { id: number }) {
  const feed = useFeed(async () => (await ask("get", "/api/admin/v1/payments/{payment_id}", { params: { payment_id: id } })).payment, [id], 30);
  return (
    <>
      <Head title={c("console-payment-number", { id: String(id) })} to="/admin/payments" lead={feed.data.value && <StateTag state={feed.data.value.state} />} />
      <Shown feed={feed} lines={6}>{(found) => <Card one={found} feed={feed} />}</Shown>
    </>
  );
}

function Card({ one, feed }: { one: Payment; feed: Feed<Payment> }) {
  const question = useQuestion<Decision>();
  const task = useTask();
  const params = { payment_id: one.id };
  const check = () => task.run(async () => {
    feed.data.value = (await ask("post", "/api/admin/v1/payments/{payment_id}/check", { params })).payment;
    toast(c("console-payment-checked"));
  });
  const asked = question.now;
  return (
    <div class="duo">
      <Panel title={c("console-payment-about")}>
        {one.reason && <Notice kind="info"><p><b>{c("console-payment-why")}</b> {one.reason}</p><p>{c("console-payment-why-text")}</p></Notice>}
        <Facts facts={[
          [c("console-user"), <a href={`/app/admin/users/${one.user.id}`}>{one.user.name}</a>], [c("console-sum"), <b>{one.amount}</b>],
          one.came && [c("console-payment-came"), <b>{one.came}</b>], one.came && [c("console-payment-worth"), one.worth_kopeks == null ? "—" : money(one.worth_kopeks)],
          [c("console-payment-credited"), money(one.credited_kopeks)], [c("console-payment-method"), one.title],
          [c("console-payment-opened"), moment(one.created_at)], one.settled_at && [c("console-payment-paid"), moment(one.settled_at)],
          one.refunded_at && [c("console-payment-given-back"), moment(one.refunded_at)], one.reversed_at && [c("console-payment-reversed"), moment(one.reversed_at)],
        ]} />
        {one.external_id && <Copyable label={c("console-payment-external")} text={one.external_id} />}
      </Panel>
      <Panel title={c("console-payment-do")}>
        {one.can.check && <Button kind="plain" busy={task.busy} onClick={() => void check()}>{c("console-payment-check")}</Button>}
        {DECISIONS.filter((decision) => one.can[decision]).map((decision) => (
          <Button key={decision} kind={decision === "accept" ? "primary" : "danger"} onClick={() => question.ask(decision)}>{c(TEXTS[decision][0])}</Button>
        ))}
        {!Object.values(one.can).some(Boolean) && <p class="hint">{c(one.state === "completed" ? "console-payment-no-refund" : "console-payment-nothing")}</p>}
        {task.fault && <Notice>{task.fault}</Notice>}
      </Panel>
      {asked && <Asked one={one} decision={asked} onClose={() => question.close()} onDone={(now) => { feed.data.value = now; }} />}
    </div>
  );
}

function Asked({ one, decision, onClose, onDone }: { one: Payment; decision: Decision; onClose: () => void; onDone: (now: Payment) => void }) {
  const note = useSignal("");
  const [title, text, done] = TEXTS[decision];
  const params = { payment_id: one.id };
  const act = async () => {
    if (decision === "dismiss") return ask("post", "/api/admin/v1/payments/{payment_id}/dismiss", { params, body: { note: note.value.trim() } });
    return ask("post", `/api/admin/v1/payments/{payment_id}/${decision}`, { params });
  };
  return (
    <Confirm title={c(title)} action={c(title)} danger={decision !== "accept"} done={c(done)} onClose={onClose}
      onDo={async () => onDone((await act()).payment)}>
      <p>{c(text, { id: String(one.id), sum: one.amount, name: one.user.name, came: one.came ?? "—", credit: money(one.worth_kopeks ?? 0) })}</p>
      {decision === "dismiss" && <Area label={c("console-payment-note")} value={note.value} max={NOTE_MAX} onValue={(value) => { note.value = value; }} />}
    </Confirm>
  );
}
