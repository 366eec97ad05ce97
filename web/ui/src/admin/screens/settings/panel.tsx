// What panels of other makers that work by the operator API keep at the shop, the collector, and the engine's facts.

import { useSignal } from "@preact/signals";
import { Button, Field, Notice } from "../../../ui/parts";
import { useTask } from "../../../ui/task";
import { toast } from "../../../ui/toast";
import { ask } from "../../api/client";
import { c, known, word } from "../../i18n";
import { useFeed } from "../../state/feed";
import { Choice, Facts, Panel, Shown, Switch } from "../../ui/parts";

type Value = string | number | boolean;
type Section = Record<string, Value>;
// What may be chosen, where it is neither a number nor a switch. Everything else of a section is shown only.
const CHOICES: Record<string, readonly string[]> = {
  "ui.theme": ["dark", "light", "system"], "ui.lang": ["ru", "en"], "ui.realtime_mode": ["eco", "live"],
};
const NUMBERS = ["ui.eco_poll_sec", "ui.live_push_sec", "collector.anomaly_bytes"];
const SWITCHES = ["collector.enabled"];
const GIGABYTE = 1_000_000_000;

export function PanelSettings() {
  const feed = useFeed(async () => (await ask("get", "/api/settings")).settings as Record<string, Section>);
  const save = async (section: string, name: string, value: Value) => {
    const { settings } = await ask("post", "/api/settings", { body: { [section]: { [name]: value } } });
    feed.data.value = settings as Record<string, Section>;
    toast(c("console-saved"));
  };
  return (
    <Shown feed={feed} lines={8}>
      {(found) => (
        <div class="duo">
          {(["ui", "collector"] as const).map((section) => (
            <Panel key={section} title={word("console-settings-", section)}>
              <p class="hint">{word("console-settings-lead-", section)}</p>
              {Object.entries(found[section] ?? {}).map(([name, value]) => (
                <One key={name} name={`${section}.${name}`} value={value} onSave={(now) => save(section, name, now)} />
              ))}
            </Panel>
          ))}
          <Panel title={c("console-settings-xray")}>
            <p class="hint">{c("console-settings-lead-xray")}</p>
            <Facts facts={Object.entries(found.xray ?? {}).filter(([, value]) => value !== "").map(([name, value]) => [label(`xray.${name}`), String(value)] as const)} />
          </Panel>
        </div>
      )}
    </Shown>
  );
}

function One({ name, value, onSave }: { name: string; value: Value; onSave: (value: Value) => Promise<void> }) {
  const task = useTask();
  const choices = CHOICES[name];
  const change = (now: Value) => void task.run(() => onSave(now));
  const control = choices
    ? <Choice label={label(name)} value={String(value)} onChoose={change} options={choices.map((one) => [one, word("console-setting-value-", one)] as const)} />
    : SWITCHES.includes(name) ? <Switch label={label(name)} on={Boolean(value)} busy={task.busy} onTurn={change} />
      : NUMBERS.includes(name) ? <Whole name={name} value={Number(value)} busy={task.busy} onSave={change} /> : null;
  return control && <>{control}{task.fault && <Notice>{task.fault}</Notice>}</>;
}

function Whole({ name, value, busy, onSave }: { name: string; value: number; busy: boolean; onSave: (value: number) => void }) {
  const unit = name.endsWith("_bytes") ? GIGABYTE : 1;
  const text = useSignal(String(value / unit));
  const wanted = Math.round(Number(text.value.replace(",", ".")) * unit);
  return (
    <form class="inline" onSubmit={(event) => { event.preventDefault(); onSave(wanted); }}>
      <Field label={label(name)} value={text.value} inputMode="decimal" onValue={(now) => { text.value = now; }} />
      <Button type="submit" kind="plain" busy={busy} disabled={busy || !Number.isFinite(wanted) || wanted === value}>{c("console-save")}</Button>
    </form>
  );
}

function label(name: string): string {
  const key = `console-setting-${name.replace(/[._]/g, "-")}`;
  return known(key) ? word(key, "") : name;
}
