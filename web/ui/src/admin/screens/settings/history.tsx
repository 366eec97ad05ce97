// Who changed which settings when, and the way to undo it.

import { useSignal } from "@preact/signals";
import { ask } from "../../api/client";
import type { Settings, SettingsVersion } from "../../api/types";
import { Button } from "../../../ui/parts";
import { actor, moment } from "../../format";
import { c } from "../../i18n";
import { recognise } from "../../state/door";
import { useFeed } from "../../state/feed";
import { Confirm, useQuestion } from "../../ui/confirm";
import { Listing } from "../../ui/parts";
import { valueText } from "./value";

export function History() {
  const page = useSignal(1);
  const feed = useFeed(() => ask("get", "/api/admin/v1/settings/history", { query: { page: page.value } }), [page.value]);
  const settings = useFeed(() => ask("get", "/api/admin/v1/settings"));
  const question = useQuestion<SettingsVersion>();
  const known = settings.data.value;
  return (
    <>
      <p class="hint">{c("console-settings-history-lead")}</p>
      <Listing feed={feed} page={page} label={c("console-settings-history")} kind="setting-rows" id={(one) => one.version}
        empty={c("console-settings-history-none")} icon="clock">
        {(one) => (
          <>
            <span class="event-when"><time dateTime={one.at}>{moment(one.at)}</time><span>{actor(one.by)}</span></span>
            <Changes version={one} settings={known} />
            {known?.may_change && (
              <span class="acts">
                <Button kind="plain" aria-label={c("console-settings-undo-one", { number: one.version })}
                  onClick={() => question.ask(one)}>{c("console-settings-undo")}</Button>
              </span>
            )}
          </>
        )}
      </Listing>
      {question.now && (
        <Undo version={question.now} settings={known} onClose={() => question.close()} onDone={() => { page.value = 1; void feed.load(); }} />
      )}
    </>
  );
}

/** `back` tells what undoing does: from the values of now to the old ones. */
function Changes({ version, settings, back = false }: { version: SettingsVersion; settings: Settings | undefined; back?: boolean }) {
  return (
    <ul class="setting-changes">
      {version.changes.map((change) => {
        const setting = settings?.settings.find(({ name }) => name === change.name);
        const [from, to] = back ? [setting ? setting.value : change.new, change.old] : [change.old, change.new];
        return (
          <li key={change.name}>
            <b>{change.title}</b>
            {change.secret ? <span>{c("console-settings-secret-changed")}</span>
              : <span>{valueText(setting, from)} → {valueText(setting, to)}</span>}
          </li>
        );
      })}
    </ul>
  );
}

function Undo({ version, settings, onClose, onDone }: {
  version: SettingsVersion; settings: Settings | undefined; onClose: () => void; onDone: () => void;
}) {
  return (
    <Confirm title={c("console-settings-undo-title")} action={c("console-settings-undo")} done={c("console-settings-undone")} onClose={onClose}
      onDo={async () => {
        await ask("post", "/api/admin/v1/settings/history/{version}/undo", { params: { version: version.version } });
        onDone();
        void recognise().catch(() => undefined); // the shop's name and zone stand around every screen
      }}>
      <p>{c("console-settings-undo-text")}</p>
      <Changes version={version} settings={settings} back />
    </Confirm>
  );
}
