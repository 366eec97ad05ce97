// The door for whoever comes without Telegram: sign in, register, ask for a new password.

import { signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { ApiError } from "../api/error";
import { call } from "../api/client";
import { chooseLanguage, t } from "../i18n";
import { go, href } from "../router";
import { begin } from "../state/session";
import { keep, kept } from "../state/storage";
import { info } from "../state/shop";
import { failedInTelegram, shopName } from "../state/surroundings";
import { Icon } from "../ui/icons";
import { Button, Field, Languages, Notice } from "../ui/parts";
import { useTask } from "../ui/task";

const INVITATION = "invitation";
const email = signal("");
const password = signal("");
/** Whose letter is waited for. */
const waiting = signal("");

async function enter(): Promise<void> {
  const answer = await call("post", "/cabinet/auth/login-email", { body: { email: email.value.trim(), password: password.value } });
  password.value = "";
  waiting.value = "";
  begin(answer);
}

export function Login() {
  const task = useTask();
  if (waiting.value) return <Letter />;
  const submit = () => task.run(async () => {
    try {
      await enter();
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "email-unverified") throw error;
      waiting.value = email.value.trim();
    }
  });
  return (
    <Door title={t("app-login-title")} lead={t("app-login-lead")} submit={submit}>
      <Address />
      <Password autocomplete="current-password" />
      {task.fault && <Notice>{task.fault}</Notice>}
      <Button type="submit" busy={task.busy}>{t("app-login-button")}</Button>
      <ByTelegram />
      <p class="aside"><a href={href("/forgot")}>{t("app-login-forgot")}</a></p>
      <p class="aside">{t("app-login-none")} <a href={href("/register")}>{t("app-register-title")}</a></p>
    </Door>
  );
}

export function Register() {
  const task = useTask();
  const name = useSignal("");
  const invitation = new URLSearchParams(location.search).get("ref") ?? kept<string>(INVITATION) ?? "";
  useEffect(() => { if (invitation) keep(INVITATION, invitation); }, []);
  if (waiting.value) return <Letter />;
  const submit = () => task.run(async () => {
    const made = await call("post", "/cabinet/auth/register-email", {
      body: {
        email: email.value.trim(), password: password.value, first_name: name.value.trim(),
        ...(invitation && { referral_code: invitation }),
      },
    });
    keep(INVITATION, undefined);
    if (made.email_verification_required) waiting.value = made.user.email ?? email.value.trim();
    else await enter();
  });
  return (
    <Door title={t("app-register-title")} lead={t("app-register-lead")} submit={submit}>
      {invitation && <Notice kind="info">{t("app-register-invited", { code: invitation })}</Notice>}
      <Field label={t("app-field-name")} value={name.value} onValue={(value) => { name.value = value; }} name="name"
        autocomplete="given-name" maxLength={128} required />
      <Address />
      <Password autocomplete="new-password" hint={t("app-field-password-hint")} minLength={8} maxLength={128} />
      {task.fault && <Notice>{task.fault}</Notice>}
      <Button type="submit" busy={task.busy}>{t("app-register-button")}</Button>
      <ByTelegram />
      <p class="aside">{t("app-register-have")} <a href={href("/login")}>{t("app-login-button")}</a></p>
    </Door>
  );
}

/** The way by Telegram's own page, where the shop knows one. */
function ByTelegram() {
  const task = useTask();
  useEffect(() => info.want(), []);
  const address = info.data.value?.telegram_login_url;
  if (!address) return null;
  return (
    <>
      {(task.fault || failedInTelegram.value) ? <Notice>{t("app-login-telegram-failed")}</Notice> : null}
      <Button kind="plain" icon="send" busy={task.busy}
        onClick={() => task.run(async () => (await import("../state/widget")).ask(address))}>{t("app-login-telegram")}</Button>
    </>
  );
}

/** A letter is on its way. The page behind its link says in this browser when the address is confirmed. */
function Letter() {
  const task = useTask();
  const go_on = () => task.run(enter);
  useEffect(() => {
    if (!("BroadcastChannel" in globalThis)) return undefined;
    const letters = new BroadcastChannel("vitrina-letters");
    letters.onmessage = () => { if (password.value) void go_on(); };
    return () => letters.close();
  }, []);
  const leave = () => {
    waiting.value = "";
    go("/login");
  };
  return (
    <Door title={t("app-letter-title")} lead={t("app-letter-text", { email: waiting.value })} submit={password.value ? go_on : leave}>
      <span class="medal"><Icon name="mail" /></span>
      {task.fault && <Notice>{task.fault}</Notice>}
      <Button type="submit" busy={task.busy}>{t("app-letter-done")}</Button>
      <p class="aside">{t("app-letter-spam")} <button type="button" class="as-link" onClick={leave}>{t("app-to-login")}</button></p>
    </Door>
  );
}

export function Forgot() {
  const task = useTask();
  const sent = useSignal(false);
  const submit = () => task.run(async () => {
    await call("post", "/cabinet/auth/forgot-password", { body: { email: email.value.trim() } });
    sent.value = true;
  });
  return (
    <Door title={t("app-forgot-title")} lead={t("app-forgot-lead")} submit={submit}>
      {sent.value ? <Notice kind="good">{t("app-forgot-sent")}</Notice> : <Address />}
      {task.fault && <Notice>{task.fault}</Notice>}
      {!sent.value && <Button type="submit" busy={task.busy}>{t("app-forgot-button")}</Button>}
      <p class="aside"><a href={href("/login")}>{t("app-to-login")}</a></p>
    </Door>
  );
}

function Address() {
  return <Field label={t("app-field-email")} value={email.value} onValue={(value) => { email.value = value; }} type="email" name="email"
    autocomplete="email" inputMode="email" maxLength={320} required />;
}

function Password({ hint, ...rest }: { autocomplete: string; hint?: string; minLength?: number; maxLength?: number }) {
  return <Field label={t("app-field-password")} value={password.value} onValue={(value) => { password.value = value; }} type="password"
    name="password" required {...(hint && { hint })} {...rest} />;
}

function Door({ title, lead, submit, children }: { title: string; lead: string; submit: () => void; children: ComponentChildren }) {
  return (
    <main class="door">
      <p class="shop"><img src="/static/icon.svg" alt="" width="36" height="36" />{shopName.value}</p>
      <form class="card" onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <h1>{title}</h1>
        <p class="lead">{lead}</p>
        {children}
      </form>
      <Languages onChoose={chooseLanguage} />
    </main>
  );
}
