// Self-checks: is everything in order, and what to do where it is not.

import { Button, Notice } from "../../../ui/parts";
import { useTask } from "../../../ui/task";
import { ask } from "../../api/client";
import type { Check } from "../../api/types";
import { moment } from "../../format";
import { c, known, word } from "../../i18n";
import { useFeed } from "../../state/feed";
import { Glyph, type GlyphName } from "../../ui/icons";
import { Alert, Rows, Shown, type Tone } from "../../ui/parts";

const LOOKS: Record<Check["status"], [GlyphName, Tone]> = { passed: ["check", "good"], failed: ["alert", "bad"], unknown: ["clock", "plain"] };

export function Checks() {
  const feed = useFeed(() => ask("get", "/api/tests/list"));
  const status = useFeed(() => ask("get", "/api/tests/status"));
  const task = useTask();
  const run = () => task.run(async () => {
    const { results } = await ask("get", "/api/tests/run", { query: { all: true } });
    feed.data.value = { ok: true, tests: results.tests };
    await status.load();
  });
  return (
    <>
      <div class="filters">
        <p class="hint grow">{status.data.value?.last_run ? c("console-checks-last", { time: moment(status.data.value.last_run) }) : c("console-checks-lead")}</p>
        <Button icon="shield" busy={task.busy} onClick={() => void run()}>{c("console-checks-run")}</Button>
      </div>
      {task.fault && <Notice>{task.fault}</Notice>}
      <Shown feed={feed} lines={8}>{({ tests }) => <Results tests={tests} />}</Shown>
    </>
  );
}

function Results({ tests }: { tests: readonly Check[] }) {
  const failed = tests.filter(({ status }) => status === "failed");
  const ran = tests.some(({ status }) => status !== "unknown");
  const sorted = [...failed, ...tests.filter(({ status }) => status !== "failed")];
  return (
    <>
      {ran && <Alert tone={failed.length ? "bad" : "good"} icon={failed.length ? "alert" : "check"}>
        {failed.length ? c("console-checks-failed", { count: failed.length }) : c("console-checks-fine")}
      </Alert>}
      <Rows label={c("console-checks")} kind="check-rows" items={sorted} id={(one) => one.name} empty={c("console-checks-none")} icon="shield">
        {(one) => (
          <>
            <span class={`state-icon ${LOOKS[one.status][1]}`}><Glyph name={LOOKS[one.status][0]} /><span class="unseen">{word("console-check-", one.status)}</span></span>
            <span class="check-text">
              <b>{title(one.name)}</b>
              <span>{one.detail || one.description}</span>
              {one.advice && <span class="advice">{one.advice}</span>}
            </span>
          </>
        )}
      </Rows>
    </>
  );
}

/** What a check is called, in the operator's language. */
function title(name: string): string {
  const key = `console-check-name-${name.replace(/ /g, "-")}`;
  return known(key) ? word(key, "") : name;
}
