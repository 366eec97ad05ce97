// The vendors, one panel each: credentials, a trial of them, the webhook address with what to do, how it is doing.

import { useSignal } from "@preact/signals";
import { Button, Copyable, Field, Notice } from "../../../ui/parts";
import { useTask } from "../../../ui/task";
import { toast } from "../../../ui/toast";
import { ask } from "../../api/client";
import type { Vendor } from "../../api/types";
import { moment } from "../../format";
import { c } from "../../i18n";
import { useFeed } from "../../state/feed";
import { Facts, Panel, Shown, Switch, Tag } from "../../ui/parts";

export function Desk() {
  const feed = useFeed(() => ask("get", "/api/admin/v1/vendors"));
  return (
    <Shown feed={feed} lines={8}>
      {({ items }) => <div class="duo">{items.map((one) => <One key={one.name} one={one} onChange={() => feed.load()} />)}</div>}
    </Shown>
  );
}

function One({ one, onChange }: { one: Vendor; onChange: () => Promise<void> }) {
  const task = useTask();
  const turn = (offered: boolean) => void task.run(async () => {
    await ask("put", "/api/admin/v1/vendors/{name}/offered", { params: { name: one.name }, body: { offered } });
    await onChange();
  });
  return (
    <Panel title={one.title} aside={<State one={one} />}>
      {one.is_configured && (
        <Switch label={c("console-vendor-offered")} note={c("console-vendor-offered-text")} on={one.is_offered} busy={task.busy} onTurn={turn} />
      )}
      {task.fault && <Notice>{task.fault}</Notice>}
      <Credentials one={one} onSaved={onChange} />
      {one.webhook_address && <Copyable label={c("console-vendor-webhook")} text={one.webhook_address} />}
      <section aria-label={c("console-vendor-steps")}>
        <ol class="steps">{one.steps.map((step) => <li key={step}>{step}</li>)}</ol>
      </section>
      {one.is_configured && one.takes_webhooks && (
        <Facts facts={[
          [c("console-vendor-last-webhook"), at(one.last_webhook_at)], [c("console-vendor-last-accepted"), at(one.last_accepted_at)],
          one.trouble && [c("console-vendor-trouble"), `${at(one.trouble.since_at ?? one.trouble.last_at)}. ${one.trouble.text}`],
        ]} />
      )}
    </Panel>
  );
}

function State({ one }: { one: Vendor }) {
  if (!one.is_configured) return <Tag>{c("console-vendor-not-set")}</Tag>;
  return <Tag tone={one.is_offered ? "good" : "warn"}>{c(one.is_offered ? "console-vendor-on" : "console-vendor-off")}</Tag>;
}

/** What a vendor needs; it is tried as it stands in the fields, before it is saved. */
function Credentials({ one, onSaved }: { one: Vendor; onSaved: () => Promise<void> }) {
  const typed = useSignal<Record<string, string>>({});
  const told = useSignal<{ passed: boolean; text: string } | null>(null);
  const task = useTask();
  const needed = one.settings.filter((setting) => setting.is_needed);
  const values = Object.fromEntries(Object.entries(typed.value).filter(([, value]) => value.trim()));
  const attempt = () => void task.run(async () => {
    told.value = null;
    told.value = await ask("post", "/api/admin/v1/settings/test/vendor/{name}", { params: { name: one.name }, body: { values } });
  });
  const save = () => void task.run(async () => {
    await ask("patch", "/api/admin/v1/settings", { body: { values } });
    typed.value = {};
    toast(c("console-saved"));
    await onSaved();
  });
  return (
    <form aria-label={`${one.title}: ${c("console-vendor-credentials")}`} onSubmit={(event) => { event.preventDefault(); save(); }}>
      {needed.map((setting) => (
        <Field key={setting.name} label={setting.title} type={setting.is_secret ? "password" : "text"} value={typed.value[setting.name] ?? ""}
          autocomplete="off" disabled={setting.is_fixed} maxLength={500}
          {...(setting.is_set && { hint: c(setting.is_fixed ? "console-vendor-fixed" : "console-vendor-set") })}
          onValue={(value) => { typed.value = { ...typed.value, [setting.name]: value }; told.value = null; }} />
      ))}
      {task.fault && <Notice>{task.fault}</Notice>}
      {told.value && <Notice kind={told.value.passed ? "good" : "bad"}>{told.value.text}</Notice>}
      <div class="dialog-acts">
        <Button kind="plain" busy={task.busy} disabled={task.busy} onClick={attempt} aria-label={`${c("console-vendor-try")}: ${one.title}`}>{c("console-vendor-try")}</Button>
        {needed.length > 0 && (
          <Button type="submit" disabled={task.busy || !Object.keys(values).length} aria-label={`${c("console-save")}: ${one.title}`}>{c("console-save")}</Button>
        )}
      </div>
    </form>
  );
}

const at = (time: string | null) => (time ? moment(time) : c("console-vendor-never"));
