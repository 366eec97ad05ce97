// A question before something that cannot be taken back: it says what will happen, and does it once.

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { wish } from "../../api/request";
import { t } from "../../i18n";
import { Dialog } from "../../ui/dialog";
import { Button, Field, Notice } from "../../ui/parts";
import { useTask } from "../../ui/task";
import { toast } from "../../ui/toast";
import { c } from "../i18n";

interface Asked {
  title: string;
  action: string;
  /** What the operator types to show that this is meant. */
  typed?: string;
  danger?: boolean;
  done?: string;
  children?: ComponentChildren;
  ready?: boolean;
  /** `once` names this one intention. */
  onDo: (once: string) => Promise<unknown>;
  onClose: () => void;
}

export function Confirm({ title, action, typed, danger = false, done, children, ready = true, onDo, onClose }: Asked) {
  const task = useTask();
  const text = useSignal("");
  const once = useRef(wish());
  const submit = () => task.run(async () => {
    if (!ready || (typed && text.value.trim() !== typed)) return;
    await onDo(once.current);
    onClose();
    if (done) toast(done);
  });
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        {children}
        {typed && (
          <Field label={c("console-type-to-confirm", { word: typed })} value={text.value} autocomplete="off"
            onValue={(value) => { text.value = value; }} />
        )}
        {task.fault && <Notice>{task.fault}</Notice>}
        <div class="dialog-acts">
          <Button kind="plain" onClick={onClose}>{t("app-cancel")}</Button>
          <Button type="submit" kind={danger ? "danger" : "primary"} busy={task.busy}
            disabled={task.busy || !ready || Boolean(typed && text.value.trim() !== typed)}>{action}</Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Which question is open; one at a time. */
export function useQuestion<T>() {
  const open = useSignal<T | null>(null);
  return {
    get now() { return open.value; },
    ask(what: T) { open.value = what; },
    close() { open.value = null; },
  };
}
