// One text: the original beside the owner's, what is wrong with it, and how it looks.

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { said } from "../../../i18n";
import { Button, Notice } from "../../../ui/parts";
import { toast } from "../../../ui/toast";
import { ask } from "../../api/client";
import { ApiError } from "../../../api/error";
import type { Rendering, Text } from "../../api/types";
import { c, word } from "../../i18n";
import { Area, Facts, Panel } from "../../ui/parts";

const PAUSE = 300; // milliseconds without a letter until the text is checked
const LONGEST = 12_000;
const AS_IS = new Set(["app", "web"]); // where no HTML is read
const TAGS = ["b", "i", "s", "code"] as const;

export function Editor({ text, onClose, onSaved }: { text: Text; onClose: () => void; onSaved: (text: Text) => void }) {
  const now = useSignal(text.override ?? text.original ?? "");
  const fault = useSignal("");
  const renderings = useSignal<readonly Rendering[]>([]);
  const busy = useSignal(false);
  const params = { language: text.language, key: text.key };

  useEffect(() => {
    if (text.original === null) return undefined;
    const timer = setTimeout(async () => {
      const checked = now.value;
      try {
        const answer = await ask("post", "/api/admin/v1/texts/{language}/{key}/preview", { params, body: { text: checked } });
        if (checked !== now.peek()) return;
        renderings.value = answer.renderings;
        fault.value = "";
      } catch (error) {
        if (checked === now.peek()) fault.value = sentence(error);
      }
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [now.value, text]);

  const change = async (act: () => Promise<void>) => {
    busy.value = true;
    try {
      await act();
    } catch (error) {
      fault.value = sentence(error);
    } finally {
      busy.value = false;
    }
  };
  const save = () => change(async () => {
    onSaved((await ask("put", "/api/admin/v1/texts/{language}/{key}", { params, body: { text: now.value } })).text);
    toast(c("console-saved"));
  });
  const reset = () => change(async () => {
    await ask("delete", "/api/admin/v1/texts/{language}/{key}", { params });
    toast(c("console-text-reset-done"));
    onClose();
  });
  return (
    <>
      <p><Button kind="plain" onClick={onClose}>‹ {c("console-text-back")}</Button></p>
      {text.override !== null && <About text={text} />}
      <div class="columns">
        <div>
          <Panel title={c("console-text-original")}>
            <p class="text-source">{text.original ?? "—"}</p>
            <Facts facts={[
              [c("console-text"), <code>{text.key}</code>],
              text.group && [c("console-text-group"), word("console-text-group-", text.group)],
              [c("console-text-values"), text.placeholders.length ? text.placeholders.map((name) => `{ $${name} }`).join(", ") : c("console-text-values-none")],
            ]} />
          </Panel>
        </div>
        <div>
          <Panel title={c("console-text-yours")}>
            <Area label={c("console-text-yours")} value={now.value} onValue={(value) => { now.value = value; }} rows={8} max={LONGEST}
              hint={`${text.tags.length ? c("console-text-tags", { tags: text.tags.map((tag) => `<${tag}>`).join(" ") }) : c("console-text-plain")} ${c("console-text-longest", { count: text.longest })}`} />
            {fault.value && <p class="hint bad" role="alert">{fault.value}</p>}
            <div class="acts">
              <Button busy={busy.value} disabled={Boolean(fault.value) || text.original === null} onClick={() => void save()}>{c("console-save")}</Button>
              {text.override !== null && <Button kind="plain" busy={busy.value} onClick={() => void reset()}>{c("console-text-reset")}</Button>}
            </div>
          </Panel>
          <Panel title={c("console-text-preview")}>
            {renderings.value.map((one, at) => <Bubble key={at} one={one} marked={!AS_IS.has(text.group ?? "")} />)}
          </Panel>
        </div>
      </div>
    </>
  );
}

function About({ text }: { text: Text }) {
  if (text.original === null) return <Notice><p>{c("console-text-gone")}</p></Notice>;
  if (!text.fits) return <Notice><p>{c("console-text-misfit-lead")}</p></Notice>;
  return text.original_changed ? <Notice kind="info"><p>{c("console-text-renewed-lead")}</p></Notice> : null;
}

function Bubble({ one, marked }: { one: Rendering; marked: boolean }) {
  const choices = Object.entries(one.choices).map(([name, value]) => `${name} = ${value}`).join(", ");
  return (
    <div class="bubble">
      {choices && <small class="who">{choices}</small>}
      <div>{marked ? read(one.text) : one.text}</div>
    </div>
  );
}

/** HTML as Telegram reads it; only the tags that texts may have become anything. */
function read(html: string): ComponentChildren {
  return [...new DOMParser().parseFromString(html.replace(/\n/g, "&#10;"), "text/html").body.childNodes].map(shown);
}

function shown(node: ChildNode): ComponentChildren {
  const inner = node.childNodes.length ? [...node.childNodes].map(shown) : node.textContent;
  const Name = TAGS.find((tag) => tag === node.nodeName.toLowerCase());
  return Name ? <Name>{inner}</Name> : inner;
}

/** The API's own sentence about the text, else what is said of every error. */
function sentence(error: unknown): string {
  return error instanceof ApiError && error.status === 400 ? error.message : said(error);
}
