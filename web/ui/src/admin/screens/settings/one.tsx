// One setting: its name and sentence, its input, and what there is to know about its value.

import { useId } from "preact/hooks";
import { Button } from "../../../ui/parts";
import type { Setting, Settings } from "../../api/types";
import { count } from "../../format";
import { c } from "../../i18n";
import { drafts, faults, forget, shownValue, write } from "../../state/drafts";
import { Tag } from "../../ui/parts";
import { Input } from "./inputs";
import { valueText } from "./value";

export function One({ settings, setting }: { settings: Settings; setting: Setting }) {
  const id = useId();
  const fixed = setting.source === "environment";
  const draft = drafts.value[setting.name];
  return (
    <div class="setting" data-setting={setting.name}>
      <div class="setting-text">
        <p class="setting-name">
          {fixed ? <b>{setting.title}</b> : <label for={id}>{setting.title}</label>}
          {draft !== undefined && <Tag tone="calm">{c("console-setting-changed")}</Tag>}
          {fixed && <Tag>{c("console-setting-in-environment")}</Tag>}
          {setting.kind === "secret" && setting.is_set && <Tag tone="good">{c("console-setting-is-set")}</Tag>}
        </p>
        <p class="hint" id={`${id}-help`}>{[setting.help, bounds(setting), byDefault(setting)].filter(Boolean).join(" ")}</p>
      </div>
      <div class="setting-value">
        {fixed ? <Fixed setting={setting} /> : <Changeable id={id} settings={settings} setting={setting} />}
      </div>
    </div>
  );
}

function Fixed({ setting }: { setting: Setting }) {
  return (
    <>
      {setting.kind !== "secret" && <p class="setting-fixed">{valueText(setting, setting.value)}</p>}
      <p class="hint">{c("console-setting-fixed", { name: setting.name.toUpperCase() })}</p>
    </>
  );
}

function Changeable({ id, settings, setting }: { id: string; settings: Settings; setting: Setting }) {
  const draft = drafts.value[setting.name];
  const fault = faults.value[setting.name];
  const secret = setting.kind === "secret";
  const value = draft ?? (draft === null ? shownValue(setting, secret ? null : setting.default) : shownValue(setting));
  const described = [`${id}-help`, setting.unit && `${id}-unit`, fault && `${id}-fault`].filter(Boolean).join(" ");
  const stored = setting.source === "shop" || setting.unused;
  return (
    <>
      {setting.unused && <p class="setting-unused">{c("console-setting-unused")}</p>}
      <Input id={id} setting={setting} value={value} described={described} wrong={Boolean(fault)} onValue={(now) => write(settings, setting, now)} />
      {fault && <p class="hint bad" id={`${id}-fault`} role="alert">{fault}</p>}
      {draft === null && <p class="hint" role="status">{c(secret ? "console-setting-will-clear" : "console-setting-will-reset")}</p>}
      {(stored || draft !== undefined) && (
        <span class="acts">
          {draft !== undefined && (
            <Button kind="quiet" aria-label={c("console-setting-keep-one", { name: setting.title })}
              onClick={() => forget(setting.name)}>{c("console-setting-keep")}</Button>
          )}
          {stored && draft !== null && (
            <Button kind="quiet" aria-label={c(secret ? "console-setting-clear-one" : "console-setting-reset-one", { name: setting.title })}
              onClick={() => write(settings, setting, null)}>{c(secret ? "console-setting-clear" : "console-setting-reset")}</Button>
          )}
        </span>
      )}
    </>
  );
}

/** Between what a number may be, or how long a secret has to be. */
function bounds({ kind, least, most }: Setting): string {
  if (kind === "secret") return least ? c("console-setting-length", { least }) : "";
  if (kind !== "integer" && kind !== "number") return "";
  if (least !== null && most !== null && most < Number.MAX_SAFE_INTEGER) return c("console-setting-bounds", { least: count(least), most: count(most) });
  return least !== null ? c("console-setting-least", { least: count(least) }) : "";
}

function byDefault(setting: Setting): string {
  const { default: usual, kind } = setting;
  if (usual === null || usual === "" || kind === "secret" || (Array.isArray(usual) && !usual.length)) return "";
  return c("console-setting-default", { value: valueText(setting, usual).replace(/\.$/, "") }); // a unit may end as the sentence does
}
