// What an operator does about a person; every change is asked about first.

import { useSignal } from "@preact/signals";
import { Field } from "../../../ui/parts";
import { ask } from "../../api/client";
import type { UserCard } from "../../api/types";
import { money } from "../../format";
import { c } from "../../i18n";
import { roubles } from "../../money";
import { Confirm } from "../../ui/confirm";

export type Decision = "block" | "unblock" | "suspend" | "resume" | "reissue-link";

interface Deciding {
  one: UserCard;
  onDone: (now: UserCard) => void;
  onClose: () => void;
}

const REASON_MAX = 200;

/** Money for the balance or, with a minus, from it. */
export function Grant({ one, onDone, onClose }: Deciding) {
  const amount = useSignal("");
  const reason = useSignal("");
  const kopeks = roubles(amount.value);
  const action = kopeks ? c(kopeks > 0 ? "console-grant-give" : "console-grant-take", { sum_kopeks: Math.abs(kopeks) }) : c("console-do-grant");
  return (
    <Confirm title={c("console-grant-title", { name: one.name })} action={action}
      ready={Boolean(kopeks)} done={c("console-granted")} onClose={onClose}
      onDo={async (once) => {
        const { user } = await ask("post", "/api/admin/v1/users/{user_id}/grant", {
          params: { user_id: one.id }, body: { kopeks: kopeks ?? 0, reason: reason.value.trim() }, once,
        });
        onDone(user);
      }}>
      <p class="hint">{c("console-grant-text")}</p>
      <Field label={c("console-grant-amount")} value={amount.value} onValue={(value) => { amount.value = value; }} inputMode="text" autocomplete="off"
        maxLength={16} required {...(amount.value && !kopeks && { fault: c("console-amount-wrong") })} />
      <Field label={c("console-grant-reason")} value={reason.value} onValue={(value) => { reason.value = value; }} maxLength={REASON_MAX} />
      {kopeks ? <p>{c("console-grant-after", { now_kopeks: one.balance_kopeks, then: money(one.balance_kopeks + kopeks) })}</p> : null}
    </Confirm>
  );
}

const TEXTS = {
  block: ["console-do-block", "console-block-text", "console-blocked"],
  unblock: ["console-do-unblock", "console-unblock-text", "console-unblocked"],
  suspend: ["console-do-suspend", "console-suspend-text", "console-suspended"],
  resume: ["console-do-resume", "console-resume-text", "console-resumed"],
  "reissue-link": ["console-do-reissue", "console-reissue-text", "console-reissued"],
} as const;
const HARSH: readonly Decision[] = ["block", "suspend", "reissue-link"];

export function Decide({ one, decision, onDone, onClose }: Deciding & { decision: Decision }) {
  const [title, text, done] = TEXTS[decision];
  return (
    <Confirm title={c(title)} action={c(title)} danger={HARSH.includes(decision)} done={c(done)} onClose={onClose}
      onDo={async () => onDone((await ask("post", `/api/admin/v1/users/{user_id}/${decision}`, { params: { user_id: one.id } })).user)}>
      <p>{c(text, { name: one.name })}</p>
    </Confirm>
  );
}
