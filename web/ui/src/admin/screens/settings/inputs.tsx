// The input of a setting, by its kind.

import { useSignal } from "@preact/signals";
import { t } from "../../../i18n";
import { readable } from "../../../theme";
import { Icon } from "../../../ui/icons";
import type { Setting } from "../../api/types";
import { c } from "../../i18n";
import { me } from "../../state/door";

/** `value` is what the input holds, `described` the ids of what is said about it. */
interface InputProps {
  id: string;
  setting: Setting;
  value: string | boolean;
  described: string;
  wrong: boolean;
  onValue: (value: string | boolean) => void;
}

const WHITE_TEXT = 4.6; // the contrast that the cabinet keeps on its buttons
const COLOR = /^#[0-9a-f]{6}$/i;
const LONGEST = 4000;

export function Input(props: InputProps) {
  switch (props.setting.kind) {
    case "boolean": return <Turn {...props} />;
    case "choice": return <Chosen {...props} />;
    case "list": return <Lines {...props} />;
    case "secret": return <Secret {...props} />;
    case "color": return <Color {...props} />;
    case "moment": return <Moment {...props} />;
    default: return <Line {...props} />;
  }
}

function common({ id, described, wrong, onValue }: InputProps) {
  return {
    id, "aria-describedby": described, "aria-invalid": wrong,
    onInput: (event: { currentTarget: { value: string } }) => onValue(event.currentTarget.value),
  };
}

function Line(props: InputProps) {
  const { setting, value } = props;
  const number = setting.kind === "integer" ? "numeric" : setting.kind === "number" ? "decimal" : undefined;
  return (
    <span class={number ? "with-unit" : "box"}>
      <input {...common(props)} type="text" value={String(value)} autocomplete="off" spellcheck={false} inputMode={number ?? "text"}
        maxLength={number ? 40 : setting.most ?? LONGEST} placeholder={setting.default === null ? undefined : String(setting.default)} />
      {setting.unit && <span class="unit" id={`${props.id}-unit`}>{setting.unit}</span>}
    </span>
  );
}

function Turn({ id, value, described, onValue }: InputProps) {
  return (
    <span class="switch">
      <span aria-hidden="true">{c(value ? "console-setting-value-on" : "console-setting-value-off")}</span>
      <input id={id} type="checkbox" role="switch" checked={Boolean(value)} aria-describedby={described}
        onChange={(event) => onValue(event.currentTarget.checked)} />
    </span>
  );
}

/** Where the default is no choice, nothing may be chosen. */
function Chosen({ id, setting, value, described, wrong, onValue }: InputProps) {
  const none = setting.default === null ? [["", c("console-setting-choice-none")] as const] : [];
  const options = [...none, ...setting.choices.map((one) => [one, setting.choice_titles[one] ?? one] as const)];
  return (
    <select id={id} value={String(value)} aria-describedby={described} aria-invalid={wrong} onChange={(event) => onValue(event.currentTarget.value)}>
      {options.map(([option, text]) => <option key={option} value={option} selected={option === value}>{text}</option>)}
    </select>
  );
}

function Lines(props: InputProps) {
  const value = String(props.value);
  return <textarea {...common(props)} rows={Math.max(2, value.split("\n").length)} value={value} maxLength={LONGEST} spellcheck={false} />;
}

function Secret(props: InputProps) {
  const open = useSignal(false);
  return (
    <span class="box">
      <input {...common(props)} type={(open.value ? "text" : "password") as "text"} value={String(props.value)} autocomplete="new-password" maxLength={LONGEST}
        placeholder={props.setting.is_set ? "••••••••" : undefined} spellcheck={false} />
      {props.value && (
        <button type="button" class="inside" aria-label={t(open.value ? "app-field-hide" : "app-field-show")}
          onClick={() => { open.value = !open.value; }}><Icon name="eye" /></button>
      )}
    </span>
  );
}

function Color(props: InputProps) {
  const { setting, value, onValue } = props;
  const color = COLOR.test(String(value)) ? String(value).toLowerCase() : String(setting.default);
  const button = readable(color, "#ffffff", WHITE_TEXT);
  return (
    <>
      <span class="color">
        <input type="color" value={color} aria-label={c("console-setting-color-pick", { name: setting.title })}
          onInput={(event) => onValue(event.currentTarget.value.toUpperCase())} />
        <input {...common(props)} type="text" class="code" value={String(value)} maxLength={7} autocomplete="off" spellcheck={false} />
        <span class="color-sample" aria-hidden="true" style={{ background: button }}>{c("console-setting-color-sample")}</span>
      </span>
      {button !== color && <p class="hint">{c("console-setting-color-light")}</p>}
    </>
  );
}

function Moment(props: InputProps) {
  return (
    <>
      <input {...common(props)} type={"datetime-local" as "text"} value={String(props.value)} />
      <p class="hint">{c("console-setting-zone", { name: me.value?.shop.timezone ?? "UTC" })}</p>
    </>
  );
}
