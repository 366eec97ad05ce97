// The parts that the console's screens are made of, beside the cabinet's own.

import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { type Signal, useSignal } from "@preact/signals";
import { said, t } from "../../i18n";
import { href } from "../../router";
import { Button, Empty, Notice, Skeleton } from "../../ui/parts";
import type { IconName } from "../../ui/icons";
import { c } from "../i18n";
import type { Feed } from "../state/feed";
import { Glyph, type GlyphName } from "./icons";

type Children = { children?: ComponentChildren };
export type Tone = "good" | "bad" | "warn" | "calm" | "plain";

/** The head of a screen: where one is, the way back, and what can be done here. */
export function Head({ title, lead, to, children }: Children & { title: ComponentChildren; lead?: ComponentChildren; to?: string }) {
  return (
    <header class="head">
      {to !== undefined && <a class="icon-button" href={href(to)} aria-label={t("app-back")}><Glyph name="back" /></a>}
      <div class="head-text">
        <h1>{title}</h1>
        {lead && <p class="lead">{lead}</p>}
      </div>
      {children && <div class="head-acts">{children}</div>}
    </header>
  );
}

/** Ways to the parts of one screen; on a phone the current one is brought into view. */
export function Tabs({ label, at, tabs }: { label: string; at: string; tabs: readonly (readonly [string, string])[] }) {
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    const here = bar.current?.querySelector<HTMLElement>("[aria-current]");
    if (bar.current && here) bar.current.scrollLeft = here.offsetLeft - (bar.current.clientWidth - here.offsetWidth) / 2;
  }, [at]);
  return (
    <nav ref={bar} class="tabs" aria-label={label}>
      {tabs.map(([to, text]) => <a key={to} href={href(to)} aria-current={to === at ? "page" : undefined}>{text}</a>)}
    </nav>
  );
}

/** What was asked for: a skeleton, an error with a way to try again, or what is made of the data. */
export function Shown<T>({ feed, lines = 4, children }: { feed: Feed<T>; lines?: number; children: (data: T) => ComponentChildren }) {
  const data = feed.data.value;
  const error = feed.error.value;
  const trouble = Boolean(error) && (
    <Notice>
      <p>{said(error)}</p>
      <Button kind="quiet" onClick={() => void feed.load()}>{t("app-retry")}</Button>
    </Notice>
  );
  if (data === undefined) return trouble || <Skeleton lines={lines} />;
  return <div class={feed.turning.value ? "shown turning" : "shown"} aria-busy={feed.turning.value}>{trouble}{children(data)}</div>;
}

export function Panel({ title, aside, children, class: extra = "" }: Children & { title?: string; aside?: ComponentChildren; class?: string }) {
  const id = useId();
  return (
    <section class={`panel ${extra}`} aria-labelledby={title ? id : undefined}>
      {title && <header><h2 id={id}>{title}</h2>{aside}</header>}
      {children}
    </section>
  );
}

/** A number with its name, and how it has changed. */
export function Stat({ name, value, change, day = false, note, to }:
  { name: string; value: string; change?: number | null; day?: boolean; note?: string; to?: string }) {
  const body = (
    <>
      <span class="stat-name">{name}</span>
      <b class="stat-value">{value}</b>
      {change !== undefined && <Change percent={change} day={day} />}
      {note && <small>{note}</small>}
    </>
  );
  return to ? <a class="stat" href={href(to)}>{body}</a> : <div class="stat">{body}</div>;
}

/** How a number has changed; `day` says that this is against yesterday. */
export function Change({ percent, day = false }: { percent: number | null; day?: boolean }) {
  if (percent === null) return <small class="change">{c("console-change-none")}</small>;
  const rounded = Math.round(percent);
  const tone = rounded > 0 ? "good" : rounded < 0 ? "bad" : "";
  const values = { percent: `${rounded > 0 ? "+" : rounded < 0 ? "−" : ""}${Math.abs(rounded)}` };
  return <small class={`change ${tone}`}>{day ? c("console-change-yesterday", values) : c("console-change", values)}</small>;
}

export function Tag({ tone = "plain", children }: Children & { tone?: Tone }) {
  return <span class={`pill ${tone}`}>{children}</span>;
}

interface RowsProps<T> {
  label: string; kind: string; heads?: readonly string[]; items: readonly T[]; id: (one: T) => string | number;
  to?: (one: T) => string; empty: string; icon?: IconName; children: (one: T) => ComponentChildren;
}

/** Rows of a list, each a link where it leads somewhere; `heads` name their columns on a wide screen. */
export function Rows<T>({ label, kind, heads, items, id, to, empty, icon = "check", children }: RowsProps<T>) {
  if (!items.length) return <Panel><Empty icon={icon} title={empty} /></Panel>;
  return (
    <div class={`list ${kind}`}>
      {heads && <p class="row heads" aria-hidden="true">{heads.map((head, at) => <span key={at}>{head}</span>)}</p>}
      <ul aria-label={label}>
        {items.map((one) => (
          <li key={id(one)}>{to ? <a class="row" href={href(to(one))}>{children(one)}</a> : <div class="row">{children(one)}</div>}</li>
        ))}
      </ul>
    </div>
  );
}

/** A value with its name, for screens where columns have no heads. */
export function Cell({ name, children, class: extra = "" }: Children & { name?: string; class?: string }) {
  return <span class={`cell ${extra}`}>{name && <span class="cell-name">{name}</span>}<span>{children}</span></span>;
}

function Pager({ page, limit, total, onPage }: { page: number; limit: number; total: number; onPage: (page: number) => void }) {
  const last = Math.max(1, Math.ceil(total / limit));
  if (last === 1) return null;
  return (
    <nav class="pager" aria-label={c("console-pages")}>
      <Button kind="plain" disabled={page <= 1} onClick={() => onPage(page - 1)} aria-label={c("console-page-before")}>‹</Button>
      <span>{c("console-page", { page, last, total })}</span>
      <Button kind="plain" disabled={page >= last} onClick={() => onPage(page + 1)} aria-label={c("console-page-after")}>›</Button>
    </nav>
  );
}

/** A page of a list as the API answers it: its rows, and the ways to the other pages. */
export function Listing<T>({ feed, page, lines = 5, ...rows }: Omit<RowsProps<T>, "items"> & {
  feed: Feed<{ items: readonly T[]; page: number; limit: number; total: number }>; page: Signal<number>; lines?: number;
}) {
  return (
    <Shown feed={feed} lines={lines}>
      {(found) => (
        <>
          <Rows {...rows} items={found.items} />
          <Pager page={found.page} limit={found.limit} total={found.total} onPage={(next) => { page.value = next; }} />
        </>
      )}
    </Shown>
  );
}

const PAUSE = 300; // milliseconds without a letter until it is looked for

/** A field that looks for what is typed when the typing pauses. */
export function Search({ label, value, onSearch }: { label: string; value: string; onSearch: (text: string) => void }) {
  const text = useSignal(value);
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  const soon = (wait: number) => {
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => onSearch(text.peek().trim()), wait);
  };
  return (
    <form class="search" role="search" onSubmit={(event) => { event.preventDefault(); soon(0); }}>
      <Glyph name="search" />
      <input type="search" aria-label={label} placeholder={label} value={text.value} maxLength={100} autocomplete="off"
        onInput={(event) => { text.value = event.currentTarget.value; soon(PAUSE); }} />
    </form>
  );
}

export function Choice<T extends string>({ label, value, options, onChoose, hidden = false, hint }: {
  label: string; value: T; options: readonly (readonly [T, string])[]; onChoose: (value: T) => void; hidden?: boolean; hint?: string;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id} class={hidden ? "unseen" : ""}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChoose(event.currentTarget.value as T)}>
        {options.map(([option, text]) => <option key={option} value={option} selected={option === value}>{text}</option>)}
      </select>
      {hint && <p class="hint">{hint}</p>}
    </div>
  );
}

export function Area({ label, value, onValue, rows = 4, max, hint }: {
  label: string; value: string; onValue: (value: string) => void; rows?: number; max: number; hint?: string;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea id={id} rows={rows} maxLength={max} value={value} onInput={(event) => onValue(event.currentTarget.value)} />
      {hint && <p class="hint">{hint}</p>}
    </div>
  );
}

export function Switch({ label, note, on, busy = false, onTurn }:
  { label: string; note?: string; on: boolean; busy?: boolean; onTurn: (on: boolean) => void }) {
  return (
    <label class="switch">
      <span><b>{label}</b>{note && <small>{note}</small>}</span>
      <input type="checkbox" role="switch" checked={on} disabled={busy} onChange={(event) => onTurn(event.currentTarget.checked)} />
    </label>
  );
}

export function Facts({ facts }: { facts: readonly (readonly [string, ComponentChildren] | false | null | undefined | "" | 0)[] }) {
  return (
    <dl class="facts dense">
      {facts.map((fact) => fact && <div key={fact[0]}><dt>{fact[0]}</dt><dd>{fact[1]}</dd></div>)}
    </dl>
  );
}

/** Parts of a whole as bars with their names. */
export function Shares({ label, parts, show, empty }:
  { label: string; parts: readonly { name: string; value: number; note?: string }[]; show: (value: number) => string; empty: string }) {
  const whole = parts.reduce((sum, { value }) => sum + value, 0);
  if (!whole) return <p class="hint">{empty}</p>;
  const most = Math.max(...parts.map(({ value }) => value));
  return (
    <ul class="shares" aria-label={label}>
      {parts.map(({ name, value, note }) => (
        <li key={name}>
          <span class="share-name">{name}</span>
          <span class="share-value">{show(value)} <small>{Math.round((100 * value) / whole)}%{note && ` · ${note}`}</small></span>
          <span class="share-bar" aria-hidden="true"><span style={{ width: `${(100 * value) / most}%` }} /></span>
        </li>
      ))}
    </ul>
  );
}

/** Something to look at: what wants attention, or that nothing does. */
export function Alert({ tone, icon, children, to }: Children & { tone: "bad" | "warn" | "good"; icon: GlyphName; to?: string }) {
  const body = <><Glyph name={icon} /><span>{children}</span>{to && <Glyph name="next" class="go" />}</>;
  return to ? <a class={`alert ${tone}`} href={href(to)}>{body}</a> : <p class={`alert ${tone}`}>{body}</p>;
}
