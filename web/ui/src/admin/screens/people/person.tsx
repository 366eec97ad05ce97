// One person: who it is, what they have, their money, and what can be done about them.

import { useSignal } from "@preact/signals";
import { Button } from "../../../ui/parts";
import { ask } from "../../api/client";
import type { UserCard } from "../../api/types";
import { bytes, day, money, moment } from "../../format";
import { c, word } from "../../i18n";
import { type Feed, useFeed } from "../../state/feed";
import { useQuestion } from "../../ui/confirm";
import { Cell, Facts, Head, Panel, Rows, Shown, Tag, type Tone } from "../../ui/parts";
import { Decide, Grant, type Decision } from "./decisions";
import { Ledger, Payments, Purchases } from "./money";
import { SubscriptionTag } from "./subscription";

const KEY_TONES: Record<string, Tone> = { ready: "good", preparing: "warn", none: "plain" };

export function Person({ id }: { id: number }) {
  const feed = useFeed(async () => (await ask("get", "/api/admin/v1/users/{user_id}", { params: { user_id: id } })).user, [id], 60);
  const one = feed.data.value;
  return (
    <>
      <Head title={one?.name ?? c("console-user-number", { id: String(id) })} to="/admin/users"
        lead={one && (
          <>
            {`№ ${one.id}`} {one.blocked && <Tag tone="bad">{c("console-user-blocked")}</Tag>} {!one.reachable && <Tag tone="warn">{c("console-user-unreachable")}</Tag>}
          </>
        )} />
      <Shown feed={feed} lines={8}>{(found) => <Card one={found} feed={feed} />}</Shown>
    </>
  );
}

function Card({ one, feed }: { one: UserCard; feed: Feed<UserCard> }) {
  const question = useQuestion<Decision | "grant">();
  const changed = useSignal(0);
  const took = (now: UserCard) => {
    feed.data.value = now;
    changed.value += 1;
  };
  const asked = question.now;
  return (
    <>
      <div class="duo">
        <Panel title={c("console-user-about")}>
          <Facts facts={[
            one.username && ["Telegram", `@${one.username}`], one.telegram_id && [c("console-user-telegram-id"), String(one.telegram_id)],
            one.email && [c("console-user-email"), one.email], [c("console-user-language"), word("console-setting-value-", one.language)],
            [c("console-user-since"), day(one.created_at)], [c("console-seen"), moment(one.seen_at)],
            one.referrer && [c("console-user-referrer"), <a href={`/app/admin/users/${one.referrer.id}`}>{one.referrer.name}</a>],
            one.campaign && [c("console-user-campaign"), one.campaign.name],
            one.referrals > 0 && [c("console-user-referrals"), String(one.referrals)], [c("console-user-sessions"), String(one.sessions)],
          ]} />
          <div class="acts">
            {one.blocked ? <Button kind="plain" onClick={() => question.ask("unblock")}>{c("console-do-unblock")}</Button>
              : <Button kind="danger" onClick={() => question.ask("block")}>{c("console-do-block")}</Button>}
          </div>
        </Panel>
        <div class="stack">
          <Panel title={c("console-balance")}>
            <p class="sum" data-testid="balance">{money(one.balance_kopeks)}</p>
            <div class="acts"><Button icon="gift" onClick={() => question.ask("grant")}>{c("console-do-grant")}</Button></div>
          </Panel>
          <Subscription one={one} onAsk={(what) => question.ask(what)} />
        </div>
      </div>
      <Keys one={one} />
      <div class="duo">
        <Ledger one={one} />
        <Payments one={one} />
      </div>
      <Purchases user={one} changed={changed.value} onReturned={() => void feed.load()} />
      <Tickets one={one} />
      {asked === "grant" ? <Grant one={one} onDone={took} onClose={() => question.close()} />
        : asked && <Decide one={one} decision={asked} onDone={took} onClose={() => question.close()} />}
    </>
  );
}

function Subscription({ one, onAsk }: { one: UserCard; onAsk: (what: Decision) => void }) {
  const held = one.subscription;
  if (!held) return <Panel title={c("console-subscription")}><p class="hint">{c("console-subscription-none-text")}</p></Panel>;
  return (
    <Panel title={c("console-subscription")}>
      <Facts facts={[
        [c("console-state"), <SubscriptionTag held={held} />], [c("console-subscription-until"), moment(held.expires_at)],
        [c("console-subscription-traffic"), held.traffic_limit_bytes === null ? bytes(held.traffic_used_bytes)
          : c("console-of", { part: bytes(held.traffic_used_bytes), whole: bytes(held.traffic_limit_bytes) })],
        [c("console-subscription-devices"), String(held.devices)], [c("console-subscription-autopay"), c(held.autopay ? "console-on" : "console-off")],
      ]} />
      <div class="acts">
        {held.status === "suspended" ? <Button kind="plain" onClick={() => onAsk("resume")}>{c("console-do-resume")}</Button>
          : held.status === "active" && <Button kind="plain" onClick={() => onAsk("suspend")}>{c("console-do-suspend")}</Button>}
        {held.status === "active" && <Button kind="plain" onClick={() => onAsk("reissue-link")}>{c("console-do-reissue")}</Button>}
      </div>
    </Panel>
  );
}

function Keys({ one }: { one: UserCard }) {
  if (!one.keys.length) return null;
  return (
    <section class="part">
      <h2>{c("console-keys")}</h2>
      <Rows label={c("console-keys")} kind="key-rows" items={one.keys} id={(key) => key.id} empty="" heads={
        [c("console-key-server"), c("console-state"), c("console-key-link"), c("console-key-online")]}>
        {(key) => (
          <>
            <Cell class="strong"><b>{key.server.flag} {key.server.name}</b><small class="one-line">{key.name}</small></Cell>
            <Cell name={c("console-state")}>{word("console-key-state-", key.state)}</Cell>
            <Cell name={c("console-key-link")}>
              <Tag tone={KEY_TONES[key.link] ?? "plain"}>{word("console-key-link-", key.link)}</Tag>{key.error && <small class="bad"> {key.error}</small>}
            </Cell>
            <Cell name={c("console-key-online")}>{key.online_at ? moment(key.online_at) : "—"}</Cell>
          </>
        )}
      </Rows>
    </section>
  );
}

function Tickets({ one }: { one: UserCard }) {
  if (!one.tickets.length) return null;
  return (
    <section class="part">
      <h2>{c("console-nav-tickets")}</h2>
      <Rows label={c("console-nav-tickets")} kind="small-ticket-rows" items={one.tickets} id={(ticket) => ticket.id} to={(ticket) => `/admin/tickets/${ticket.id}`} empty="">
        {(ticket) => (
          <>
            <Cell class="strong"><b>{ticket.subject}</b></Cell>
            <Cell><Tag tone={ticket.status === "open" ? "warn" : ticket.status === "closed" ? "plain" : "good"}>{word("console-ticket-", ticket.status)}</Tag></Cell>
            <Cell>{moment(ticket.updated_at)}</Cell>
          </>
        )}
      </Rows>
    </section>
  );
}
