// Payments: filter and find them, and open one.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ask } from "../api/client";
import type { Payment } from "../api/types";
import { count, money, moment } from "../format";
import { c, word } from "../i18n";
import { useFeed } from "../state/feed";
import { Cell, Choice, Head, Listing, Search } from "../ui/parts";
import { One } from "./payments/one";
import { STATES, StateTag } from "./payments/parts";

type State = (typeof STATES)[number] | "";
// Kept while the page lives, so that whoever comes back from a payment finds the list as it was.
const state = signal<State>("");
const provider = signal("");
const search = signal("");
const page = signal(1);

export function Payments({ part }: { part: string }) {
  return part ? <One id={Number(part)} /> : <List />;
}

function List() {
  useEffect(() => {
    const asked = new URLSearchParams(location.search).get("state") as State | null;
    if (asked && STATES.includes(asked as (typeof STATES)[number])) choose(() => { state.value = asked; });
  }, []);
  const feed = useFeed(() => ask("get", "/api/admin/v1/payments", {
    query: { state: state.value, provider: provider.value, search: search.value, page: page.value },
  }), [state.value, provider.value, search.value, page.value], 30);
  const providers = feed.data.value?.providers ?? [];
  return (
    <>
      <Head title={c("console-nav-payments")} lead={feed.data.value && c("console-payments-total", { count: count(feed.data.value.total) })} />
      <div class="filters">
        <Search label={c("console-payments-search")} value={search.value} onSearch={(text) => choose(() => { search.value = text; })} />
        <Choice hidden label={c("console-state")} value={state.value} onChoose={(value) => choose(() => { state.value = value; })}
          options={[["", c("console-payments-every-state")] as const, ...STATES.map((one) => [one, word("console-payment-", one)] as const)]} />
        <Choice hidden label={c("console-provider")} value={provider.value} onChoose={(value) => choose(() => { provider.value = value; })}
          options={[["", c("console-payments-every-provider")] as const, ...providers.map((one) => [one, one] as const)]} />
      </div>
      <Listing feed={feed} page={page} lines={8} label={c("console-nav-payments")} kind="payment-rows" id={(one) => one.id} to={(one) => `/admin/payments/${one.id}`}
        empty={c(search.value || state.value || provider.value ? "console-payments-not-found" : "console-payments-none")} icon="wallet"
        heads={[c("console-payment"), c("console-user"), c("console-sum"), c("console-state"), c("console-when")]}>
        {(one) => <Line one={one} />}
      </Listing>
    </>
  );
}

function choose(change: () => void): void {
  change();
  page.value = 1;
}

function Line({ one }: { one: Payment }) {
  return (
    <>
      <Cell class="strong"><b>{one.title}</b><small>№ {one.id}</small></Cell>
      <Cell name={c("console-user")}>{one.user.name}</Cell>
      <Cell name={c("console-sum")}><b>{one.amount}</b>{one.credited_kopeks > 0 && !one.amount.includes("₽") && <small> {money(one.credited_kopeks)}</small>}</Cell>
      <Cell><StateTag state={one.state} /></Cell>
      <Cell name={c("console-when")}>{moment(one.settled_at ?? one.created_at)}</Cell>
    </>
  );
}
