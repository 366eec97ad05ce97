// One ticket: what was said, the answer, and its end.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Button, Notice } from "../../../ui/parts";
import { useTask } from "../../../ui/task";
import { toast } from "../../../ui/toast";
import { ask } from "../../api/client";
import type { Conversation as Talk } from "../../api/types";
import { moment } from "../../format";
import { c, word } from "../../i18n";
import { type Feed, useFeed } from "../../state/feed";
import { Confirm, useQuestion } from "../../ui/confirm";
import { Head, Shown, Tag } from "../../ui/parts";

const SECONDS = 5;
const MESSAGE_MAX = 4000;

export function Conversation({ id }: { id: number }) {
  const feed = useFeed(async () => (await ask("get", "/api/admin/v1/tickets/{ticket_id}", { params: { ticket_id: id } })).ticket, [id], SECONDS);
  const found = feed.data.value;
  return (
    <>
      <Head title={found?.subject ?? c("console-ticket-number", { id: String(id) })} to="/admin/tickets"
        lead={found && (
          <>
            <a href={`/app/admin/users/${found.user.id}`}>{found.user.name}</a> · № {found.id}{" "}
            <Tag tone={found.status === "closed" ? "plain" : "good"}>{word("console-ticket-", found.status)}</Tag>
          </>
        )} />
      <Shown feed={feed} lines={5}>{(ticket) => <Messages ticket={ticket} feed={feed} />}</Shown>
    </>
  );
}

function Messages({ ticket, feed }: { ticket: Talk; feed: Feed<Talk> }) {
  const end = useRef<HTMLDivElement>(null);
  const question = useQuestion<"close">();
  const number = ticket.messages.length;
  useEffect(() => end.current?.scrollIntoView({ block: "end" }), [number]);
  const took = (now: Talk) => { feed.data.value = now; };
  const params = { ticket_id: ticket.id };
  return (
    <div class="conversation">
      <div class="talk" role="log" aria-live="polite" aria-label={ticket.subject}>
        {ticket.messages.map((one) => (
          <article key={one.id} class={one.by_staff ? "bubble own" : "bubble"}>
            <p class="who">{one.by_staff ? c("console-ticket-us") : ticket.user.name}</p>
            <p>{one.text}</p>
            <time dateTime={one.created_at}>{moment(one.created_at)}{one.by_staff && one.read_at && ` · ${c("console-ticket-read")}`}</time>
          </article>
        ))}
        <div ref={end} />
      </div>
      {ticket.status === "closed" ? <Notice kind="info">{c("console-ticket-is-closed")}</Notice> : <Composer id={ticket.id} onSent={took} />}
      {ticket.status !== "closed" && <Button kind="quiet" onClick={() => question.ask("close")}>{c("console-ticket-close")}</Button>}
      {question.now && (
        <Confirm title={c("console-ticket-close")} action={c("console-ticket-close")} done={c("console-ticket-closed-done")} onClose={() => question.close()}
          onDo={async () => took((await ask("post", "/api/admin/v1/tickets/{ticket_id}/close", { params })).ticket)}>
          <p>{c("console-ticket-close-text")}</p>
        </Confirm>
      )}
    </div>
  );
}

function Composer({ id, onSent }: { id: number; onSent: (now: Talk) => void }) {
  const text = useSignal("");
  const task = useTask();
  const send = () => task.run(async () => {
    const body = { text: text.value.trim() };
    if (!body.text) return;
    const { ticket } = await ask("post", "/api/admin/v1/tickets/{ticket_id}/messages", { params: { ticket_id: id }, body });
    text.value = "";
    onSent(ticket);
    toast(c("console-ticket-sent"));
  });
  return (
    <form class="composer" onSubmit={(event) => { event.preventDefault(); void send(); }}>
      {task.fault && <Notice>{task.fault}</Notice>}
      <textarea aria-label={c("console-ticket-answer")} placeholder={c("console-ticket-answer")} rows={3} maxLength={MESSAGE_MAX} value={text.value}
        onInput={(event) => { text.value = event.currentTarget.value; }}
        onKeyDown={(event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void send(); }} />
      <Button type="submit" icon="send" busy={task.busy}>{c("console-ticket-send")}</Button>
    </form>
  );
}
