// Backups: make one, look into it, restore it, remove it.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../../../i18n";
import { Dialog } from "../../../ui/dialog";
import { Button, Notice } from "../../../ui/parts";
import { useTask } from "../../../ui/task";
import { toast } from "../../../ui/toast";
import { ask } from "../../api/client";
import type { Backup } from "../../api/types";
import { bytes, count, moment } from "../../format";
import { c, word } from "../../i18n";
import { useFeed } from "../../state/feed";
import { Confirm, useQuestion } from "../../ui/confirm";
import { Cell, Facts, Rows, Shown, Tag } from "../../ui/parts";

type Question = { what: "look" | "restore" | "remove"; backup: Backup };
const COMES_BACK = 2000; // milliseconds between two looks whether the shop is there again
const LOOKS = 60;

export function Backups() {
  const feed = useFeed(() => ask("get", "/api/backups"));
  const task = useTask();
  const question = useQuestion<Question>();
  const make = () => task.run(async () => {
    await ask("post", "/api/backups/create");
    await feed.load();
    toast(c("console-backup-made"));
  });
  return (
    <>
      <div class="filters">
        <p class="hint grow">{c("console-backups-lead")}</p>
        <Button icon="plus" busy={task.busy} onClick={() => void make()}>{c("console-backup-make")}</Button>
      </div>
      {task.fault && <Notice>{task.fault}</Notice>}
      <Shown feed={feed} lines={4}>
        {({ backups }) => (
          <Rows label={c("console-backups")} kind="backup-rows" items={backups} id={(one) => one.filename} empty={c("console-backups-none")} icon="shield">
            {(one) => <Line one={one} onAsk={(what) => question.ask({ what, backup: one })} />}
          </Rows>
        )}
      </Shown>
      {question.now && <Asked question={question.now} onClose={() => question.close()} onChanged={() => void feed.load()} />}
    </>
  );
}

function Line({ one, onAsk }: { one: Backup; onAsk: (what: Question["what"]) => void }) {
  return (
    <>
      <Cell class="strong"><b>{moment(one.created)}</b><small class="one-line">{one.filename}</small></Cell>
      <Cell>{word("console-backup-label-", one.label)}</Cell>
      <Cell>{bytes(one.size)} {one.encrypted && <Tag tone="good">{c("console-backup-encrypted")}</Tag>}</Cell>
      <span class="acts">
        <Button kind="plain" onClick={() => onAsk("look")}>{c("console-backup-look")}</Button>
        <Button kind="plain" onClick={() => onAsk("restore")}>{c("console-backup-restore")}</Button>
        <Button kind="danger" onClick={() => onAsk("remove")}>{c("console-delete")}</Button>
      </span>
    </>
  );
}

function Asked({ question: { what, backup }, onClose, onChanged }: { question: Question; onClose: () => void; onChanged: () => void }) {
  const params = { file: backup.filename };
  if (what === "look") return <Look backup={backup} onClose={onClose} />;
  if (what === "restore") return <Restore backup={backup} onClose={onClose} onChanged={onChanged} />;
  return (
    <Confirm title={c("console-backup-remove-title")} action={c("console-delete")} danger done={c("console-deleted")} onClose={onClose}
      onDo={async () => {
        await ask("delete", "/api/backups/{file}", { params });
        onChanged();
      }}>
      <p>{c("console-backup-remove-text", { name: backup.filename })}</p>
    </Confirm>
  );
}

function Look({ backup, onClose }: { backup: Backup; onClose: () => void }) {
  const feed = useFeed(() => ask("get", "/api/backups/{file}/preview", { params: { file: backup.filename } }));
  return (
    <Dialog title={c("console-backup-holds")} onClose={onClose}>
      <Shown feed={feed} lines={4}>
        {({ preview }) => (
          <>
            <Facts facts={[
              [c("console-backup-created"), moment(preview.created)], [c("console-backup-version"), preview.version],
              [c("console-backup-keys"), count(preview.users_count)], [c("console-backup-servers"), count(preview.inbounds_count)],
            ]} />
            <ul class="names">{preview.users.slice(0, 50).map((one) => <li key={one.id}>{one.alias || one.email}</li>)}</ul>
          </>
        )}
      </Shown>
    </Dialog>
  );
}

/** A dry run first; then the word, and waiting until the shop has come back. */
function Restore({ backup, onClose, onChanged }: { backup: Backup; onClose: () => void; onChanged: () => void }) {
  const params = { file: backup.filename };
  const plan = useFeed(() => ask("post", "/api/backups/{file}/restore", { params, body: { preview: true, confirm: false } }));
  const away = useSignal(false);
  if (away.value) return <Returning onClose={() => { onClose(); onChanged(); }} />;
  return (
    <Confirm title={c("console-backup-restore-title")} action={c("console-backup-restore")} danger typed={c("console-backup-restore-word")}
      ready={plan.data.value !== undefined} onClose={() => { if (!away.peek()) onClose(); }}
      onDo={async () => {
        await ask("post", "/api/backups/{file}/restore", { params, body: { preview: false, confirm: true } });
        away.value = true;
      }}>
      <p>{c("console-backup-restore-text", { name: moment(backup.created) })}</p>
      <Shown feed={plan} lines={3}>
        {(found) => (
          <Facts facts={[
            [c("console-backup-keys-now"), count(found.current?.users_count ?? 0)], [c("console-backup-keys-then"), count(found.backup?.users_count ?? 0)],
          ]} />
        )}
      </Shown>
      <Notice>{c("console-backup-restore-warning")}</Notice>
    </Confirm>
  );
}

function Returning({ onClose }: { onClose: () => void }) {
  const gone = useSignal(false);
  useEffect(() => {
    let looks = 0;
    const timer = setInterval(() => {
      if (++looks > LOOKS) gone.value = true;
      fetch("/health").then(({ ok }) => { if (ok && looks > 1) onClose(); }, () => undefined);
    }, COMES_BACK);
    return () => clearInterval(timer);
  }, []);
  return (
    <Dialog title={c("console-backup-returning")} onClose={onClose}>
      <Notice kind={gone.value ? "bad" : "info"}>
        {!gone.value && <span class="spinner" />}
        <p>{c(gone.value ? "console-backup-not-back" : "console-backup-returning-text")}</p>
      </Notice>
      <Button kind="plain" onClick={onClose}>{t("app-close")}</Button>
    </Dialog>
  );
}
