// The person: account, language, appearance, automatic renewal, help, signing out.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { call } from "../api/client";
import { LANGUAGE_NAMES, language, t } from "../i18n";
import { type Language, day, hour } from "../i18n/format";
import { go } from "../router";
import { changed } from "../state/live";
import { forgetAll, info, resource, subscription } from "../state/shop";
import { ended, known, person } from "../state/session";
import { inTelegram, openLink } from "../telegram";
import { chooseTheme, theme } from "../theme";
import { Title } from "../ui/frame";
import { Button, Card, Loaded, Notice, Segments } from "../ui/parts";
import { useTask } from "../ui/task";
import { toast } from "../ui/toast";

const THEMES = ["auto", "light", "dark"] as const;
const SHOWN = 5;
const LEAVE_SECONDS = 5;
const sessions = resource(async () => (await call("get", "/cabinet/sessions")).sessions);

export function Settings() {
  return (
    <>
      <Title>{t("app-settings-title")}</Title>
      <div class="columns">
        <div>
          <Account />
          <Card>
            <Speech />
            <Segments label={t("app-settings-theme")} value={theme.value} onChoose={chooseTheme}
              options={THEMES.map((one) => [one, t(`app-settings-theme-${one}`)] as const)} />
          </Card>
          <Sessions />
        </div>
        <div>
          <Autopay />
          <Help />
          {!inTelegram && <Leave />}
        </div>
      </div>
    </>
  );
}

/** The language of the account: the bot and letters speak it too. */
function Speech() {
  const task = useTask();
  const wanted = useSignal<Language | null>(null); // shown until the shop has answered
  const choose = (code: Language) => task.run(async () => {
    wanted.value = code;
    known(await call("put", "/cabinet/language", { body: { language: code } }));
  }).finally(() => { wanted.value = null; });
  return (
    <>
      <Segments label={t("app-settings-language")} value={wanted.value ?? language.value} onChoose={(code) => void choose(code)}
        options={LANGUAGE_NAMES} />
      {task.fault && <Notice>{task.fault}</Notice>}
    </>
  );
}

function Sessions() {
  const task = useTask();
  const all = useSignal(false);
  useEffect(() => () => sessions.forget(), []); // looked at anew each time
  const end = (id: number) => task.run(async () => {
    await call("delete", "/cabinet/sessions/{session_id}", { params: { session_id: id } });
    toast(t("app-sessions-ended"));
  }).finally(() => void sessions.load());
  const at = (moment: string) => `${day(moment, language.value)}, ${hour(moment, language.value)}`;
  return (
    <Card title={t("app-sessions")}>
      <Loaded from={sessions} lines={2}>
        {(found) => (
          <>
            <ul class="entries">
              {found.slice(0, all.value ? found.length : SHOWN).map(({ id, begun_at, last_seen_at, is_current }) => (
                <li key={id}>
                  <span><b>{at(begun_at)}</b>
                    {last_seen_at && <small>{t("app-sessions-seen", { when: at(last_seen_at) })}</small>}</span>
                  {is_current ? <span>{t("app-sessions-here")}</span> : (
                    <button type="button" class="as-link" disabled={task.busy} onClick={() => void end(id)}
                      aria-label={`${t("app-sessions-end")}: ${at(begun_at)}`}>{t("app-sessions-end")}</button>
                  )}
                </li>
              ))}
            </ul>
            {found.length > SHOWN && !all.value && (
              <Button kind="quiet" onClick={() => { all.value = true; }}>{t("app-show-more")}</Button>
            )}
          </>
        )}
      </Loaded>
      {task.fault && <Notice>{task.fault}</Notice>}
    </Card>
  );
}

/** Ends the session in the shop too; where that cannot be reached, this device forgets the person all the same. */
function Leave() {
  const task = useTask();
  const leave = () => task.run(async () => {
    const late = new Promise((resolve) => { setTimeout(resolve, LEAVE_SECONDS * 1000); });
    await Promise.race([call("post", "/cabinet/auth/logout").catch(() => undefined), late]);
    ended();
    forgetAll();
    go("/login");
  });
  return (
    <Card>
      <p class="hint">{t("app-settings-sign-out-text")}</p>
      <Button kind="danger" icon="exit" busy={task.busy} onClick={() => void leave()}>{t("app-settings-sign-out")}</Button>
    </Card>
  );
}

function Account() {
  const me = person.value;
  if (!me) return null;
  return (
    <Card title={t("app-settings-account")}>
      <dl class="bill">
        <div><dt>{t("app-field-name")}</dt><dd>{[me.first_name, me.last_name].filter(Boolean).join(" ")}</dd></div>
        {me.email && <div><dt>{t("app-settings-email")}</dt><dd>{me.email}{!me.email_verified && <small> · {t("app-settings-email-unverified")}</small>}</dd></div>}
        {me.username && <div><dt>Telegram</dt><dd>@{me.username}</dd></div>}
        <div><dt>{t("app-settings-since")}</dt><dd>{day(me.created_at, language.value)}</dd></div>
      </dl>
    </Card>
  );
}

function Autopay() {
  const task = useTask();
  const method = useSignal<string | null>(null);
  const wanted = useSignal<boolean | null>(null); // shown until the shop has answered
  return (
    <Card>
      <Loaded from={subscription} lines={2}>
        {(one) => {
          const possible = Boolean(one && !one.is_trial);
          const turn = (enabled: boolean) => task.run(async () => {
            wanted.value = enabled;
            const now = await call("post", "/cabinet/subscription/autopay", { body: { enabled, forget_saved_method: false } });
            method.value = now.saved_method ?? null;
            await subscription.load();
            changed("subscription");
          }).finally(() => { wanted.value = null; });
          return (
            <>
              <label class="switch">
                <span><b>{t("app-settings-autopay")}</b>
                  <small>{t(possible ? "app-settings-autopay-text" : "app-settings-autopay-trial")}</small></span>
                <input type="checkbox" role="switch" checked={wanted.value ?? Boolean(possible && one?.autopay_enabled)}
                  disabled={!possible}
                  onChange={(event) => void turn(event.currentTarget.checked)} />
              </label>
              {method.value && <p class="hint">{t("app-settings-autopay-saved", { method: method.value })}</p>}
              {task.fault && <Notice>{task.fault}</Notice>}
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}

function Help() {
  return (
    <Loaded from={info} lines={2}>
      {(found) => {
        const telegram = found.support_telegram.replace(/^@/, "");
        const links: [string, string][] = [
          [found.support_email && `mailto:${found.support_email}`, `${t("app-settings-write")}: ${found.support_email}`],
          [telegram && `https://t.me/${telegram}`, `${t("app-settings-write")}: @${telegram}`],
          [found.terms_url, t("app-settings-terms")],
          [found.privacy_url, t("app-settings-privacy")],
        ];
        const known = links.filter(([address]) => address);
        if (!known.length) return null;
        return (
          <Card title={t("app-settings-help")}>
            <ul class="links">
              {known.map(([address, text]) => (
                <li key={text}>
                  <a href={address} target="_blank" rel="noopener"
                    onClick={(event) => { if (inTelegram && address.startsWith("http")) { event.preventDefault(); openLink(address); } }}>{text}</a>
                </li>
              ))}
            </ul>
          </Card>
        );
      }}
    </Loaded>
  );
}
