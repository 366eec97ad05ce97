// Tickets: who waits for an answer, and the conversation about each.

import { signal } from "@preact/signals";
import { Segments } from "../../ui/parts";
import { ask } from "../api/client";
import type { Ticket } from "../api/types";
import { moment } from "../format";
import { c, word } from "../i18n";
import { useFeed } from "../state/feed";
import { Cell, Head, Listing, Tag } from "../ui/parts";
import { Conversation } from "./tickets/conversation";

const WHICH = ["open", "all"] as const;
const SECONDS = 15;
const which = signal<(typeof WHICH)[number]>("open");
const page = signal(1);

export function Tickets({ part }: { part: string }) {
  return part ? <Conversation id={Number(part)} /> : <List />;
}

function List() {
  const feed = useFeed(() => ask("get", "/api/admin/v1/tickets", { query: { state: which.value, page: page.value } }), [which.value, page.value], SECONDS);
  const choose = (value: (typeof WHICH)[number]) => {
    which.value = value;
    page.value = 1;
  };
  return (
    <>
      <Head title={c("console-nav-tickets")} lead={c("console-tickets-lead")}>
        <Segments label={c("console-tickets-which")} value={which.value} onChoose={choose} options={WHICH.map((one) => [one, word("console-tickets-", one)] as const)} />
      </Head>
      <Listing feed={feed} page={page} lines={6} label={c("console-nav-tickets")} kind="ticket-rows" id={(one) => one.id} to={(one) => `/admin/tickets/${one.id}`}
        empty={c(which.value === "open" ? "console-tickets-none-open" : "console-tickets-none")} icon="support">
        {(one) => <Line one={one} />}
      </Listing>
    </>
  );
}

function Line({ one }: { one: Ticket }) {
  const waits = one.status !== "closed" && !one.last_by_staff;
  return (
    <>
      <Cell class="strong"><b>{one.subject}</b><small class="one-line">{one.last_by_staff && `${c("console-ticket-us")}: `}{one.last_message}</small></Cell>
      <Cell>{one.user.name}</Cell>
      <Cell><Tag tone={waits ? "warn" : one.status === "closed" ? "plain" : "good"}>{waits ? c("console-ticket-waits") : word("console-ticket-", one.status)}</Tag></Cell>
      <Cell>{moment(one.updated_at)}</Cell>
    </>
  );
}
