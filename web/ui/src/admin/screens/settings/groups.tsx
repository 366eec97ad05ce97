// Settings in their groups, searched and changed; those of payment vendors on a screen of their own.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ApiError } from "../../../api/error";
import { href } from "../../../router";
import { Button, Copyable, Empty, Notice } from "../../../ui/parts";
import { useTask } from "../../../ui/task";
import { toast } from "../../../ui/toast";
import { ask, Refusal } from "../../api/client";
import type { Setting, SettingGroup, Settings } from "../../api/types";
import { c } from "../../i18n";
import { recognise } from "../../state/door";
import { drafts, forget, rebase, save } from "../../state/drafts";
import { type Feed, useFeed } from "../../state/feed";
import { Panel, Search, Shown } from "../../ui/parts";
import { One } from "./one";

type Place = SettingGroup["place"];

export const ShopSettings = () => <Groups place="shop" />;
export const VendorSettings = () => <Groups place="vendors" />;

function Groups({ place }: { place: Place }) {
  const feed = useFeed(() => ask("get", "/api/admin/v1/settings"));
  const search = useSignal("");
  useEffect(warnOfDrafts, []);
  return (
    <>
      {place === "vendors" && <p class="hint">{c("console-settings-vendors-lead")}</p>}
      <div class="filters">
        <Search label={c("console-settings-search")} value="" onSearch={(text) => { search.value = text; }} />
      </div>
      <Shown feed={feed} lines={8}>
        {(settings) => <Form feed={feed} settings={settings} place={place} search={search.value} />}
      </Shown>
    </>
  );
}

function Form({ feed, settings, place, search }: { feed: Feed<Settings>; settings: Settings; place: Place; search: string }) {
  const task = useTask();
  const groups = matching(settings, place, search);
  useEffect(() => { reveal(new URLSearchParams(location.search).get("at") ?? ""); }, []); // where a link has named one
  const submit = () => task.run(async () => {
    try {
      feed.data.value = await save(settings);
    } catch (error) {
      if (error instanceof Refusal) return show(error, settings);
      if (!(error instanceof ApiError) || error.status !== 409) throw error;
      await feed.load();
      if (feed.data.peek()) rebase(feed.data.peek() as Settings);
      throw new ApiError(error.code, c("console-settings-stale"), error.status);
    }
    toast(c("console-saved"));
    void recognise().catch(() => undefined); // the shop's name and zone stand around every screen
  });
  return (
    <form class="settings" noValidate onSubmit={(event) => { event.preventDefault(); if (Object.keys(drafts.peek()).length) void submit(); }}>
      {groups.length > 1 && <Index groups={groups.map(([group]) => group)} />}
      <fieldset class="settings-groups" disabled={!settings.may_change}>
        {!settings.may_change && <Notice kind="info">{c("console-settings-readonly")}</Notice>}
        {place === "vendors" && settings.groups.every((one) => !one.webhook_url) && (
          <Notice kind="info"><p>{c("console-settings-no-address")} <a href={href("/admin/settings")}>{c("console-settings-to-address")}</a></p></Notice>
        )}
        {groups.length ? groups.map(([group, some]) => <Group key={group.name} group={group} settings={settings} some={some} />)
          : <Panel><Empty icon="close" title={c("console-settings-none")} /></Panel>}
        <SaveBar fault={task.fault} busy={task.busy} onDiscard={() => { forget(); task.clear(); }} />
      </fieldset>
    </form>
  );
}

function Group({ group, settings, some }: { group: SettingGroup; settings: Settings; some: readonly Setting[] }) {
  return (
    <section class="panel" aria-labelledby={`group-${group.name}`}>
      <header><h2 id={`group-${group.name}`} tabIndex={-1}>{group.title}</h2></header>
      {group.webhook_url && <Copyable label={c("console-settings-webhook")} text={group.webhook_url} hint={c("console-settings-webhook-hint")} />}
      {some.map((setting) => <One key={setting.name} settings={settings} setting={setting} />)}
    </section>
  );
}

/** Ways to the groups: beside them on a desk, above them on a phone. */
function Index({ groups }: { groups: readonly SettingGroup[] }) {
  const jump = (name: string) => {
    const heading = document.getElementById(`group-${name}`);
    heading?.closest("section")?.scrollIntoView();
    heading?.focus({ preventScroll: true });
  };
  return (
    <nav class="settings-index" aria-label={c("console-settings-groups")}>
      {groups.map(({ name, title }) => <button key={name} type="button" onClick={() => jump(name)}>{title}</button>)}
    </nav>
  );
}

function SaveBar({ fault, busy, onDiscard }: { fault: string; busy: boolean; onDiscard: () => void }) {
  const count = Object.keys(drafts.value).length;
  if (!count && !fault) return null;
  return (
    <div class="save-bar" role="region" aria-label={c("console-settings-unsaved")}>
      {fault && <Notice>{fault}</Notice>}
      <p aria-live="polite">{c("console-settings-changed", { count })}</p>
      <span class="acts">
        <Button kind="plain" disabled={busy} onClick={onDiscard}>{c("console-settings-discard")}</Button>
        <Button type="submit" busy={busy} disabled={busy || !count}>{c("console-save")}</Button>
      </span>
    </div>
  );
}

/** Bring a setting into view and begin with its input; whether it is on this screen. */
function reveal(name: string): boolean {
  const row = document.querySelector<HTMLElement>(`[data-setting="${CSS.escape(name)}"]`);
  row?.scrollIntoView({ block: "center" });
  row?.querySelector<HTMLElement>("input, select, textarea")?.focus({ preventScroll: true });
  return row !== null;
}

/** Bring the refused setting into view; one that stands on another screen is named instead. Throws ApiError for that. */
function show(refusal: Refusal, settings: Settings): void {
  if (reveal(refusal.field)) return;
  const title = settings.settings.find(({ name }) => name === refusal.field)?.title ?? refusal.field;
  throw new ApiError(refusal.code, c("console-settings-refused", { name: title, text: refusal.message }), refusal.status);
}

function matching(settings: Settings, place: Place, search: string): (readonly [SettingGroup, Setting[]])[] {
  const words = plain(search).split(/\s+/).filter(Boolean);
  return settings.groups.filter((group) => group.place === place).map((group) => {
    const fits = ({ title, help, name }: Setting) => {
      const text = plain(`${group.title} ${title} ${help} ${name}`);
      return words.every((word) => text.includes(word));
    };
    return [group, settings.settings.filter((one) => one.group === group.name && fits(one))] as const;
  }).filter(([, some]) => some.length);
}

const plain = (text: string) => text.toLowerCase().replace(/ё/g, "е");

/** The browser asks before it closes the page over what is typed. */
function warnOfDrafts(): () => void {
  const ask_ = (event: BeforeUnloadEvent) => { if (Object.keys(drafts.peek()).length) event.preventDefault(); };
  addEventListener("beforeunload", ask_);
  return () => removeEventListener("beforeunload", ask_);
}
