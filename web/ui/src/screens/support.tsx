// Support: the person's requests, and the conversation about each.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { call } from "../api/client";
import type { Ticket, TicketMessage } from "../api/types";
import { language, said, t } from "../i18n";
import { day, hour } from "../i18n/format";
import { go, href } from "../router";
import { changed, latest } from "../state/live";
import { refresh, tickets } from "../state/shop";
import { Dialog } from "../ui/dialog";
import { Title } from "../ui/frame";
import { Icon } from "../ui/icons";
import { Button, Card, Empty, Field, Loaded, Notice, Skeleton } from "../ui/parts";
import { useTask } from "../ui/task";

const STATES = { open: "app-support-open", in_progress: "app-support-in-progress", closed: "app-support-closed" } as const;
const MESSAGE_MAX = 4000;

export function Support({ id }: { id?: number }) {
  return id ? <Conversation key={id} id={id} /> : <Requests />;
}

function Requests() {
  const asking = useSignal(false);
  return (
    <>
      <Title lead={t("app-support-lead")}>{t("app-nav-support")}</Title>
      <Button icon="plus" onClick={() => { asking.value = true; }}>{t("app-support-new")}</Button>
      <Loaded from={tickets}>
        {(found) => found.length ? <ul class="tickets">{found.map((one) => <Row key={one.id} one={one} />)}</ul>
          : <Card><Empty icon="support" title={t("app-support-empty")}><p class="lead">{t("app-support-empty-text")}</p></Empty></Card>}
      </Loaded>
      {asking.value && <Question onClose={() => { asking.value = false; }} />}
    </>
  );
}

function Row({ one }: { one: Ticket }) {
  return (
    <li>
      <a class="card way" href={href(`/support/${one.id}`)}>
        <span>
          <b>{one.subject}</b>
          <span class="one-line">{one.last_message}</span>
          <small class={`tag ${one.status}`}>{t(STATES[one.status as keyof typeof STATES] ?? STATES.open)}</small>
        </span>
        {one.unread_messages > 0 && <span class="count" aria-label={t("app-support-unread", { count: one.unread_messages })}>{one.unread_messages}</span>}
        <Icon name="next" class="go" />
      </a>
    </li>
  );
}

function Question({ onClose }: { onClose: () => void }) {
  const subject = useSignal("");
  const message = useSignal("");
  const task = useTask();
  const send = () => task.run(async () => {
    const made = await call("post", "/cabinet/tickets", { body: { subject: subject.value.trim(), message: message.value.trim() } });
    void tickets.load();
    changed("tickets");
    onClose();
    go(`/support/${made.id}`);
  });
  return (
    <Dialog title={t("app-support-new")} onClose={onClose}>
      <form onSubmit={(event) => { event.preventDefault(); void send(); }}>
        <Field label={t("app-support-subject")} value={subject.value} onValue={(value) => { subject.value = value; }} minLength={3} maxLength={255} required />
        <div class="field">
          <label for="question">{t("app-support-message")}</label>
          <textarea id="question" rows={5} maxLength={MESSAGE_MAX} required value={message.value}
            onInput={(event) => { message.value = event.currentTarget.value; }} />
        </div>
        {task.fault && <Notice>{task.fault}</Notice>}
        <Button type="submit" icon="send" busy={task.busy}>{t("app-support-send")}</Button>
      </form>
    </Dialog>
  );
}

function Conversation({ id }: { id: number }) {
  const messages = useSignal<TicketMessage[] | null>(null);
  const fault = useSignal("");
  const end = useRef<HTMLDivElement>(null);
  tickets.want();
  const ticket = tickets.data.value?.find((one) => one.id === id);
  const closed = ticket?.status === "closed";
  const read = async () => {
    try {
      messages.value = (await call("get", "/cabinet/tickets/{ticket_id}/messages", { params: { ticket_id: id } })).messages;
      fault.value = "";
      refresh(tickets);
    } catch (error) {
      fault.value = said(error);
    }
  };
  useEffect(() => void read(), []);
  const newest = ticket?.updated_at; // written to in another tab, or in Telegram
  useEffect(() => { if (messages.peek()) void read(); }, [newest]);
  const news = latest.value;
  useEffect(() => {
    if (news && ((news.type === "ticket_reply" && news.data.ticket_id === id) || news.type === "connected")) void read();
  }, [news]);
  const count = messages.value?.length ?? 0;
  useEffect(() => end.current?.scrollIntoView({ block: "end" }), [count]);
  const close = async () => {
    await call("patch", "/cabinet/tickets/{ticket_id}/close", { params: { ticket_id: id } }).catch((error: unknown) => { fault.value = said(error); });
    changed("tickets");
    void tickets.load();
  };
  return (
    <div class="conversation">
      <Title to="/support">{ticket?.subject ?? t("app-nav-support")}</Title>
      <div class="talk" role="log" aria-live="polite" aria-label={t("app-nav-support")}>
        {messages.value ? messages.value.map((one) => <Bubble key={one.id} one={one} />) : !fault.value && <Skeleton />}
        {fault.value && <Notice><p>{fault.value}</p><Button kind="quiet" onClick={() => void read()}>{t("app-retry")}</Button></Notice>}
        <div ref={end} />
      </div>
      {closed ? <Notice kind="info">{t("app-support-is-closed")}</Notice> : <Composer id={id} onSent={read} />}
      {ticket && !closed && <Button kind="quiet" onClick={() => void close()}>{t("app-support-close")}</Button>}
    </div>
  );
}

function Bubble({ one }: { one: TicketMessage }) {
  const today = new Date(one.created_at).toDateString() === new Date().toDateString();
  return (
    <article class={one.from_admin ? "bubble" : "bubble own"}>
      <p class="who">{t(one.from_admin ? "app-support-us" : "app-support-you")}</p>
      <p>{one.message}</p>
      <time dateTime={one.created_at}>{today ? t("app-support-today") : day(one.created_at, language.value)}, {hour(one.created_at, language.value)}</time>
    </article>
  );
}

function Composer({ id, onSent }: { id: number; onSent: () => Promise<void> }) {
  const text = useSignal("");
  const task = useTask();
  const send = () => task.run(async () => {
    if (!text.value.trim()) return;
    await call("post", "/cabinet/tickets/{ticket_id}/messages", { params: { ticket_id: id }, body: { message: text.value.trim() } });
    text.value = "";
    changed("tickets");
    await onSent();
  });
  return (
    <form class="composer" onSubmit={(event) => { event.preventDefault(); void send(); }}>
      {task.fault && <Notice>{task.fault}</Notice>}
      <textarea aria-label={t("app-support-message")} placeholder={t("app-support-message")} rows={2} maxLength={MESSAGE_MAX}
        value={text.value} onInput={(event) => { text.value = event.currentTarget.value; }}
        onKeyDown={(event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void send(); }} />
      <Button type="submit" icon="send" busy={task.busy} aria-label={t("app-support-send")}>{t("app-support-send")}</Button>
    </form>
  );
}
