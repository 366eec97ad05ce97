// The small parts that screens are made of.

import { useSignal } from "@preact/signals";
import type {
  ButtonHTMLAttributes, ComponentChildren, HTMLAttributes, PartialAnchorHTMLAttributes, PartialInputHTMLAttributes,
} from "preact";
import { useId } from "preact/hooks";
import { LANGUAGE_NAMES, language, said, t } from "../i18n";
import type { Language } from "../i18n/format";
import type { Resource } from "../state/shop";
import { Icon, type IconName } from "./icons";
import { toast } from "./toast";

type Children = { children?: ComponentChildren };
export type Kind = "primary" | "plain" | "quiet" | "danger";

export function Button({ kind = "primary", busy = false, icon, children, class: extra = "", ...rest }:
  Children & { kind?: Kind; busy?: boolean; icon?: IconName; class?: string } & Omit<ButtonHTMLAttributes<HTMLButtonElement>, "icon" | "class">) {
  return (
    <button type="button" class={`button ${kind} ${extra}`} aria-busy={busy} disabled={busy} {...rest}>
      {busy ? <span class="spinner" aria-hidden="true" /> : icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}

export function LinkButton({ kind = "primary", icon, children, ...rest }:
  Children & { kind?: Kind; icon?: IconName } & { href: string | undefined } & Omit<PartialAnchorHTMLAttributes<HTMLAnchorElement>, "icon" | "role">) {
  return <a class={`button ${kind}`} {...rest}>{icon && <Icon name={icon} />}<span>{children}</span></a>;
}

export function Card({ children, class: extra = "", title, ...rest }:
  Children & { class?: string; title?: string } & Omit<HTMLAttributes<HTMLElement>, "class" | "title">) {
  const id = useId();
  return (
    <section class={`card ${extra}`} aria-labelledby={title ? id : undefined} {...rest}>
      {title && <h2 id={id}>{title}</h2>}
      {children}
    </section>
  );
}

interface FieldProps extends Omit<PartialInputHTMLAttributes<HTMLInputElement>, "onInput" | "value" | "role" | "type"> {
  label: string;
  type?: "text" | "email" | "password";
  value: string;
  onValue: (value: string) => void;
  hint?: string;
  fault?: string;
}

export function Field({ label, value, onValue, hint, fault, type = "text", ...rest }: FieldProps) {
  const id = useId();
  const open = useSignal(false);
  const secret = type === "password";
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="box">
        <input id={id} type={(secret && open.value ? "text" : type) as "text"} value={value} aria-invalid={Boolean(fault)}
          aria-describedby={hint || fault ? `${id}-hint` : undefined}
          onInput={(event) => onValue(event.currentTarget.value)} {...rest} />
        {secret && (
          <button type="button" class="inside" aria-label={t(open.value ? "app-field-hide" : "app-field-show")}
            onClick={() => { open.value = !open.value; }}><Icon name="eye" /></button>
        )}
      </div>
      {(hint || fault) && <p id={`${id}-hint`} class={fault ? "hint bad" : "hint"}>{fault || hint}</p>}
    </div>
  );
}

/** What went wrong, or what there is to know; read out when it appears. */
export function Notice({ kind = "bad", children }: Children & { kind?: "bad" | "good" | "info" }) {
  return <div class={`notice ${kind}`} role={kind === "bad" ? "alert" : "status"}>{children}</div>;
}

export function Empty({ icon, title, children }: Children & { icon: IconName; title: string }) {
  return (
    <div class="empty">
      <span class="medal"><Icon name={icon} /></span>
      <p class="empty-title">{title}</p>
      {children}
    </div>
  );
}

export function Skeleton({ lines = 3 }: { lines?: number }) {
  return (
    <div class="skeleton" role="progressbar" aria-label={t("app-loading")}>
      {Array.from({ length: lines }, (_, number) => <span key={number} />)}
    </div>
  );
}

/** Shows a resource: its skeleton, its error with a way to try again, or what was made of its data. */
export function Loaded<T>({ from, lines, children }: { from: Resource<T>; lines?: number; children: (data: T) => ComponentChildren }) {
  from.want();
  const data = from.data.value;
  if (data !== undefined) return <>{children(data)}</>;
  if (!from.error.value) return <Skeleton {...(lines ? { lines } : {})} />;
  return (
    <Notice>
      <p>{said(from.error.value)}</p>
      <Button kind="quiet" onClick={() => void from.load()}>{t("app-retry")}</Button>
    </Notice>
  );
}

/** A text that can be copied with one tap. */
export function Copyable({ label, text, hint }: { label: string; text: string; hint?: string }) {
  const id = useId();
  return (
    <div class="copyable">
      <label for={id}>{label}</label>
      <div class="box">
        <input id={id} readOnly value={text} onFocus={(event) => event.currentTarget.select()} />
        <button type="button" class="inside wide" onClick={() => void copy(text, id)}>
          <Icon name="copy" /><span>{t("app-copy")}</span>
        </button>
      </div>
      {hint && <p class="hint">{hint}</p>}
    </div>
  );
}

async function copy(text: string, id: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.getElementById(id) as HTMLInputElement; // a frame or plain http without the clipboard
    field.select();
    document.execCommand("copy");
  }
  toast(t("app-copied"));
}

export function Segments<T extends string>({ label, value, options, onChoose }:
  { label: string; value: T; options: readonly (readonly [T, string])[]; onChoose: (value: T) => void }) {
  const name = useId();
  return (
    <fieldset class="segments">
      <legend>{label}</legend>
      <div>
        {options.map(([option, text]) => (
          <label key={option}>
            <input type="radio" name={name} checked={option === value} onChange={() => onChoose(option)} />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** A part of a whole as a ring; `share` from 0 to 1. */
export function Ring({ share, label, children }: Children & { share: number; label: string }) {
  const around = 2 * Math.PI * 52;
  const full = Math.min(Math.max(share, 0), 1);
  return (
    <div class="ring" role="img" aria-label={label}>
      <svg viewBox="0 0 120 120" aria-hidden="true">
        <circle class="ring-track" cx="60" cy="60" r="52" />
        <circle class={`ring-value ${full > 0.9 ? "low" : ""}`} cx="60" cy="60" r="52" stroke-dasharray={around}
          stroke-dashoffset={around * (1 - full)} transform="rotate(-90 60 60)" visibility={full ? "visible" : "hidden"} />
      </svg>
      <div class="ring-text" aria-hidden="true">{children}</div>
    </div>
  );
}

/** The languages, for whoever is not signed in yet. */
export function Languages({ onChoose }: { onChoose: (wanted: Language) => Promise<void> }) {
  return (
    <p class="languages">
      {LANGUAGE_NAMES.map(([code, name]) => (
        <button key={code} type="button" lang={code} aria-pressed={code === language.value} onClick={() => void onChoose(code)}>{name}</button>
      ))}
    </p>
  );
}
