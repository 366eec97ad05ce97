// People: find them, and open one.

import { signal } from "@preact/signals";
import { ask } from "../api/client";
import type { User } from "../api/types";
import { count, day, money, moment } from "../format";
import { c } from "../i18n";
import { useFeed } from "../state/feed";
import { Cell, Head, Listing, Search, Tag } from "../ui/parts";
import { Person } from "./people/person";
import { SubscriptionTag } from "./people/subscription";

// Kept while the page lives, so that whoever comes back from a person finds the list as it was.
const search = signal("");
const page = signal(1);

export function Users({ part }: { part: string }) {
  return part ? <Person id={Number(part)} /> : <List />;
}

function List() {
  const feed = useFeed(() => ask("get", "/api/admin/v1/users", { query: { search: search.value, page: page.value } }), [search.value, page.value]);
  const look = (text: string) => {
    search.value = text;
    page.value = 1;
  };
  return (
    <>
      <Head title={c("console-nav-users")} lead={feed.data.value && c("console-users-total", { count: count(feed.data.value.total) })} />
      <div class="filters"><Search label={c("console-users-search")} value={search.value} onSearch={look} /></div>
      <Listing feed={feed} page={page} lines={8} label={c("console-nav-users")} kind="user-rows" id={(one) => one.id} to={(one) => `/admin/users/${one.id}`}
        empty={c(search.value ? "console-users-not-found" : "console-users-none")} icon="friends"
        heads={[c("console-user"), c("console-subscription"), c("console-subscription-until"), c("console-balance"), c("console-seen")]}>
        {(one) => <Line one={one} />}
      </Listing>
    </>
  );
}

function Line({ one }: { one: User }) {
  return (
    <>
      <Cell class="strong">
        <b>{one.name}</b> {one.blocked && <Tag tone="bad">{c("console-user-blocked")}</Tag>}
        <small class="one-line">{contact(one)}</small>
      </Cell>
      <Cell><SubscriptionTag held={one.subscription} /></Cell>
      <Cell name={c("console-subscription-until")}>{one.subscription ? day(one.subscription.expires_at) : "—"}</Cell>
      <Cell name={c("console-balance")}>{money(one.balance_kopeks)}</Cell>
      <Cell name={c("console-seen")}>{moment(one.seen_at)}</Cell>
    </>
  );
}

function contact(one: User): string {
  const known = [one.username && `@${one.username}`, one.email, one.telegram_id && String(one.telegram_id)].filter(Boolean);
  return [`№ ${one.id}`, ...known.slice(0, 2)].join(" · ");
}
