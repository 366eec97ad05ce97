// What a fresh shop still lacks: each step leads to where it is done, until all are or the owner hides them.

import { href } from "../../../router";
import { Button, Notice } from "../../../ui/parts";
import { useTask } from "../../../ui/task";
import { toast } from "../../../ui/toast";
import { ask } from "../../api/client";
import type { FirstSteps as Checklist } from "../../api/types";
import { c } from "../../i18n";
import { me } from "../../state/door";
import { useFeed } from "../../state/feed";
import { Glyph } from "../../ui/icons";
import { Panel } from "../../ui/parts";

type Name = Checklist["steps"][number]["name"];

const PLACES: Record<Name, string> = {
  name: "/admin/settings?at=shop_name", tariff: "/admin/shop", payment: "/admin/settings/vendors", address: "/admin/settings?at=public_url",
  backup: "/admin/settings?at=backup_every_hours", purchase: "/admin/payments",
};
const SECONDS = 60;

/** Nothing where nothing is lacking, and where it is not known. */
export function FirstSteps() {
  const feed = useFeed(() => ask("get", "/api/admin/v1/first-steps"), [], SECONDS);
  const task = useTask();
  const list = feed.data.value;
  if (!list?.shown) return null;
  const choose = (setting: string, said: string) => task.run(async () => {
    await ask("patch", "/api/admin/v1/settings", { body: { values: { [setting]: true } } });
    await feed.load();
    toast(said);
  });
  const done = list.steps.filter((step) => step.done).length;
  const payment = list.steps.find(({ name }) => name === "payment");
  return (
    <Panel title={c("console-steps")} aside={<span class="hint">{c("console-steps-done", { done, total: list.steps.length })}</span>}>
      <p class="hint">{c("console-steps-lead")}</p>
      <ul class="steps">
        {list.steps.map((step) => <li key={step.name}><One {...step} /></li>)}
      </ul>
      {task.fault && <Notice>{task.fault}</Notice>}
      {list.may_change && (
        <span class="acts">
          {!payment?.done && (
            <Button kind="plain" disabled={task.busy} onClick={() => void choose("stars_are_enough", c("console-saved"))}>{c("console-steps-stars")}</Button>
          )}
          <Button kind="quiet" disabled={task.busy} onClick={() => void choose("hide_first_steps", c("console-steps-hidden"))}>{c("console-steps-hide")}</Button>
        </span>
      )}
    </Panel>
  );
}

function One({ name, done }: { name: Name; done: boolean }) {
  const bot = name === "purchase" && me.value?.shop.bot_username;
  return (
    <a class="step" {...(bot ? { href: `https://t.me/${bot}`, target: "_blank", rel: "noopener" } : { href: href(PLACES[name]) })}>
      <span class={`state-icon ${done ? "good" : ""}`}><Glyph name={done ? "check" : "next"} /></span>
      <span class="check-text"><b>{c(`console-step-${name}`)}</b>{!done && <span>{c(`console-step-${name}-text`)}</span>}</span>
      <span class="unseen">{c("console-step-state", { state: done ? "done" : "left" })}</span>
    </a>
  );
}
