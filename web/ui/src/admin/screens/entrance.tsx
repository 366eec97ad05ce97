// The door: a session of the cabinet's, or an API key.

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { href } from "../../router";
import { person } from "../../state/session";
import { info } from "../../state/shop";
import { failedInTelegram } from "../../state/surroundings";
import { ask as askTelegram } from "../../state/widget";
import { inTelegram } from "../../telegram";
import { Icon } from "../../ui/icons";
import { Button, Empty, Field, Languages, Notice } from "../../ui/parts";
import { useTask } from "../../ui/task";
import { c, chooseLanguage } from "../i18n";
import { apiKey, enterByKey, leave, recognise } from "../state/door";

export function Login() {
  return (
    <Door title={c("console-login-title")} lead={c("console-login-lead")}>
      <ByTelegram />
      <ByKey />
    </Door>
  );
}

/** By Telegram's own page, which comes back to the console; nothing where the shop knows none. */
function ByTelegram() {
  useEffect(() => info.want(), []);
  const known = info.data.value;
  if (!known) return null;
  if (!known.telegram_login_url) return null;
  const address = new URL(known.telegram_login_url);
  address.searchParams.set("return_to", location.origin + href("/admin"));
  return (
    <>
      {failedInTelegram.value ? <Notice>{t("app-login-telegram-failed")}</Notice> : null}
      <Button icon="send" onClick={() => askTelegram(address.href)}>{t("app-login-telegram")}</Button>
      <p class="or">{c("console-login-or")}</p>
    </>
  );
}

function ByKey() {
  const key = useSignal("");
  const task = useTask();
  const submit = () => task.run(() => enterByKey(key.value.trim()));
  return (
    <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
      <Field label={c("console-login-key")} value={key.value} onValue={(value) => { key.value = value; }} type="password"
        name="key" autocomplete="off" required hint={c("console-login-key-hint")} />
      {task.fault && <Notice>{task.fault}</Notice>}
      <Button type="submit" kind="plain" busy={task.busy}>{c("console-login-by-key")}</Button>
    </form>
  );
}

/** Somebody who is no administrator: who that is, and what would make it one. */
export function Stranger() {
  const name = apiKey.value ? c("console-stranger-key") : person.value?.first_name || person.value?.email || "";
  return (
    <Door title={c("console-stranger-title")} lead={name ? c("console-stranger-as", { name }) : c("console-stranger-lead")}>
      <Notice kind="info">
        <p>{c("console-stranger-how")}</p>
        {person.value?.telegram_id && <p>{c("console-stranger-id", { id: String(person.value.telegram_id) })}</p>}
      </Notice>
      <a class="button plain" href="/app/" data-plain><span>{c("console-to-cabinet")}</span></a>
      {!inTelegram && <Button kind="quiet" icon="exit" onClick={leave}>{c("console-stranger-other")}</Button>}
    </Door>
  );
}

export function Away() {
  const task = useTask();
  return (
    <main class="alone">
      <Empty icon="offline" title={t("app-offline")}>
        <p class="lead">{t("app-error-offline")}</p>
        {task.fault && <Notice>{task.fault}</Notice>}
        <Button busy={task.busy} onClick={() => void task.run(recognise)}>{t("app-retry")}</Button>
      </Empty>
    </main>
  );
}

function Door({ title, lead, children }: { title: string; lead: string; children: ComponentChildren }) {
  return (
    <main class="door">
      <p class="shop"><img src="/static/icon.svg" alt="" width="36" height="36" />{c("console-name")}</p>
      <section class="card">
        <span class="medal"><Icon name="shield" /></span>
        <h1>{title}</h1>
        <p class="lead">{lead}</p>
        {children}
      </section>
      <Languages onChoose={chooseLanguage} />
    </main>
  );
}
