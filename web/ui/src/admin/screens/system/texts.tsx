// Texts of the shop: find one, say it otherwise, see how it looks.

import { signal } from "@preact/signals";
import { Button, Notice } from "../../../ui/parts";
import { ask } from "../../api/client";
import type { Text } from "../../api/types";
import { language as consoles } from "../../../i18n";
import { c, word } from "../../i18n";
import { useFeed } from "../../state/feed";
import { Cell, Choice, Listing, Search, Tag } from "../../ui/parts";
import { Editor } from "./text";

const GROUPS = ["bot", "bot_payments", "notifications", "letters", "app", "cabinet", "web", "common", "errors"] as const;
const ONLY = ["own", "unfit", "changed"] as const;
type Group = (typeof GROUPS)[number];
type Only = (typeof ONLY)[number];

// Kept while the page lives, so that whoever comes back from a text finds the list as it was.
const search = signal("");
const language = signal<"ru" | "en" | null>(null);
const group = signal<Group | "">("");
const only = signal<Only | "">("");
const page = signal(1);
const chosen = signal<Text | null>(null);

export function Texts() {
  return chosen.value
    ? <Editor key={chosen.value.key} text={chosen.value} onClose={() => { chosen.value = null; }} onSaved={(text) => { chosen.value = text; }} />
    : <List />;
}

function List() {
  const of = language.value ?? consoles.value;
  const query = {
    language: of, search: search.value, page: page.value, ...(group.value && { group: group.value }), ...(only.value && { only: only.value }),
  };
  const feed = useFeed(() => ask("get", "/api/admin/v1/texts", { query }), [of, search.value, group.value, only.value, page.value]);
  const filter = <T,>(of: { value: T }) => (value: T) => {
    of.value = value;
    page.value = 1;
  };
  const unfit = feed.data.value?.unfit ?? 0;
  return (
    <>
      <p class="hint">{c("console-texts-lead")}</p>
      {unfit > 0 && only.value !== "unfit" && (
        <Notice>
          <p>{c("console-texts-unfit", { count: unfit })}</p>
          <Button kind="quiet" onClick={() => filter(only)("unfit")}>{c("console-texts-unfit-show")}</Button>
        </Notice>
      )}
      <div class="filters">
        <Search label={c("console-texts-search")} value={search.value} onSearch={filter(search)} />
        <Choice hidden label={c("console-text-language")} value={of} onChoose={(value) => filter(language)(value)}
          options={[["ru", c("console-text-language-ru")], ["en", c("console-text-language-en")]]} />
        <Choice hidden label={c("console-text-group")} value={group.value} onChoose={filter<Group | "">(group)}
          options={[["", c("console-text-group-all")] as const, ...GROUPS.map((one) => [one, word("console-text-group-", one)] as const)]} />
        <Choice hidden label={c("console-text-only")} value={only.value} onChoose={filter<Only | "">(only)}
          options={[["", c("console-text-only-all")] as const, ...ONLY.map((one) => [one, word("console-text-only-", one)] as const)]} />
      </div>
      <Listing feed={feed} page={page} lines={8} label={c("console-texts")} kind="text-rows" id={(one) => one.key} empty={c("console-texts-none")} icon="support"
        heads={[c("console-text-said"), c("console-text-group"), ""]}>
        {(one) => <Line one={one} onEdit={() => { chosen.value = one; }} />}
      </Listing>
    </>
  );
}

function Line({ one, onEdit }: { one: Text; onEdit: () => void }) {
  return (
    <>
      <Cell class="strong"><span class="one-line">{one.override ?? one.original}</span><small>{one.key} <States one={one} /></small></Cell>
      <Cell name={c("console-text-group")}>{one.group ? word("console-text-group-", one.group) : "—"}</Cell>
      <span class="acts"><Button kind="plain" aria-label={`${c("console-text-edit")}: ${one.key}`} onClick={onEdit}>{c("console-text-edit")}</Button></span>
    </>
  );
}

export function States({ one }: { one: Text }) {
  if (one.override === null) return null;
  if (!one.fits) return <Tag tone="bad">{c("console-text-misfit")}</Tag>;
  return <Tag tone={one.original_changed ? "warn" : "good"}>{c(one.original_changed ? "console-text-renewed" : "console-text-own")}</Tag>;
}
