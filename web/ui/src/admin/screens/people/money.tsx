// A person's money: what changed the balance, what was paid, what was bought.

import { useSignal } from "@preact/signals";
import { Button } from "../../../ui/parts";
import { ask } from "../../api/client";
import type { Purchase, UserCard } from "../../api/types";
import { money, moment } from "../../format";
import { c, word } from "../../i18n";
import { useFeed } from "../../state/feed";
import { Confirm, useQuestion } from "../../ui/confirm";
import { Cell, Listing, Rows, Tag } from "../../ui/parts";
import { StateTag } from "../payments/parts";

export function Ledger({ one }: { one: UserCard }) {
  return (
    <section class="part" data-testid="ledger">
      <h2>{c("console-ledger")}</h2>
      <Rows label={c("console-ledger")} kind="ledger-rows" items={one.ledger} id={(entry) => entry.id} empty={c("console-ledger-none")} icon="wallet">
        {(entry) => (
          <>
            <Cell class="strong"><b>{word("console-entry-", entry.kind)}</b><small>{[entry.note, moment(entry.created_at)].filter(Boolean).join(" · ")}</small></Cell>
            <span class={entry.amount_kopeks > 0 ? "amount good" : "amount"}>{entry.amount_kopeks > 0 ? "+" : ""}{money(entry.amount_kopeks)}</span>
          </>
        )}
      </Rows>
    </section>
  );
}

export function Payments({ one }: { one: UserCard }) {
  return (
    <section class="part">
      <h2>{c("console-nav-payments")}</h2>
      <Rows label={c("console-nav-payments")} kind="ledger-rows" items={one.payments} id={(payment) => payment.id} to={(payment) => `/admin/payments/${payment.id}`}
        empty={c("console-payments-none")} icon="wallet">
        {(payment) => (
          <>
            <Cell class="strong"><b>{payment.title}</b><small>{moment(payment.created_at)}</small></Cell>
            <span class="amount">{payment.amount} <StateTag state={payment.state} /></span>
          </>
        )}
      </Rows>
    </section>
  );
}

/** What was paid from the balance, and its way back. `changed` counts what has happened to the person here. */
export function Purchases({ user, changed, onReturned }: { user: UserCard; changed: number; onReturned: () => void }) {
  const page = useSignal(1);
  const question = useQuestion<Purchase>();
  const feed = useFeed(() => ask("get", "/api/admin/v1/purchases", { query: { user_id: user.id, page: page.value, limit: 10 } }), [user.id, page.value, changed]);
  const asked = question.now;
  return (
    <section class="part">
      <h2>{c("console-purchases")}</h2>
      <Listing feed={feed} page={page} lines={2} label={c("console-purchases")} kind="purchase-rows" id={(one) => one.entry_id}
        empty={c("console-purchases-none")} icon="gift">
        {(one) => (
          <>
            <Cell class="strong"><b>{one.what || "—"}</b><small>{moment(one.created_at)}</small></Cell>
            <span class="amount">{money(one.amount_kopeks)}</span>
            <span class="acts">{one.returned ? <Tag>{c("console-purchase-returned")}</Tag>
              : <Button kind="plain" onClick={() => question.ask(one)}>{c("console-purchase-return")}</Button>}</span>
          </>
        )}
      </Listing>
      {asked && (
        <Confirm title={c("console-purchase-return")} action={c("console-purchase-return")} done={c("console-purchase-returned")} onClose={() => question.close()}
          onDo={async () => {
            await ask("post", "/api/admin/v1/purchases/{entry_id}/refund-to-balance", { params: { entry_id: asked.entry_id } });
            await feed.load();
            onReturned();
          }}>
          <p>{c("console-purchase-return-text", { sum_kopeks: asked.amount_kopeks, what: asked.what || "—", name: user.name })}</p>
        </Confirm>
      )}
    </section>
  );
}
