// What has happened: searched and filtered, the newest first.

import { useSignal } from "@preact/signals";
import { ask } from "../../api/client";
import type { Event } from "../../api/types";
import { actor, bytes, moment, money } from "../../format";
import { c, known, word } from "../../i18n";
import { useFeed } from "../../state/feed";
import { Choice, Rows, Search, Shown, Tag, type Tone } from "../../ui/parts";

const HOURS = ["24", "168", "720", "4320"] as const;
const SEVERITIES = ["", "INFO", "WARN", "ERROR"] as const;
const TONES: Record<string, Tone> = { INFO: "calm", WARN: "warn", ERROR: "bad" };
const HIDDEN = new Set(["by", "period", "fact"]);
const LISTS = new Set(["what", "scopes"]); // several words, separated by blanks
const SAME: Record<string, string> = { code: "reason" }; // both are codes of errors
const MOST = 1000; // as many as the API gives at once; the search looks through these
const SHOWN = 60;

export function Events() {
  const hours = useSignal<(typeof HOURS)[number]>("168");
  const severity = useSignal<(typeof SEVERITIES)[number]>("");
  const type = useSignal("");
  const search = useSignal("");
  const shown = useSignal(SHOWN);
  const feed = useFeed(() => ask("get", "/api/events", {
    query: { limit: MOST, hours: hours.value, severity: severity.value, type: type.value },
  }), [hours.value, severity.value, type.value], 30);
  const stats = useFeed(() => ask("get", "/api/events/stats", { query: { hours: hours.value } }), [hours.value]);
  const types = Object.keys(stats.data.value?.stats.by_type ?? {}).sort();
  return (
    <>
      <div class="filters">
        <Search label={c("console-events-search")} value="" onSearch={(text) => { search.value = text.toLowerCase(); shown.value = SHOWN; }} />
        <Choice hidden label={c("console-period")} value={hours.value} onChoose={(value) => { hours.value = value; }}
          options={HOURS.map((one) => [one, c("console-events-hours", { hours: one })] as const)} />
        <Choice hidden label={c("console-events-severity")} value={severity.value} onChoose={(value) => { severity.value = value; }}
          options={SEVERITIES.map((one) => [one, c("console-events-severity-of", { severity: one || "ALL" })] as const)} />
        <Choice hidden label={c("console-events-type")} value={type.value} onChoose={(value) => { type.value = value; }}
          options={[["", c("console-events-every-type")] as const, ...types.map((one) => [one, word("console-type-", one)] as const)]} />
      </div>
      <Shown feed={feed} lines={8}>
        {(found) => {
          const matching = search.value ? found.events.filter((event) => text(event).includes(search.value)) : found.events;
          return (
            <>
              <p class="hint">{c("console-events-count", { count: matching.length, total: found.total })}</p>
              <Rows label={c("console-events")} kind="event-rows" items={matching.slice(0, shown.value)} id={(one) => one.id} empty={c("console-events-none")} icon="clock">
                {(event) => <Line event={event} />}
              </Rows>
              {matching.length > shown.value && (
                <button type="button" class="button plain" onClick={() => { shown.value += SHOWN; }}>{c("console-more")}</button>
              )}
            </>
          );
        }}
      </Shown>
    </>
  );
}

function Line({ event }: { event: Event }) {
  const key = `console-event-${event.type}-${event.action}`.toLowerCase().replace(/_/g, "-");
  const details = Object.entries(event.details).filter(([name, value]) => !HIDDEN.has(name) && value !== null && value !== "");
  return (
    <>
      <When event={event} />
      <span class="event-what">
        <b>{known(key) ? word(key, "") : `${word("console-type-", event.type)}: ${event.action.replace(/_/g, " ")}`}</b>
        <small>
          {event.userId !== null && <a href={`/app/admin/users/${event.userId}`}>{c("console-user-number", { id: String(event.userId) })}</a>}
          {details.map(([name, value]) => <span key={name}>{word("console-detail-", name)}: {shown(event.type, name, value)}</span>)}
        </small>
      </span>
      <span class="event-by">{event.by ? actor(event.by) : ""}</span>
    </>
  );
}

function When({ event }: { event: Event }) {
  return (
    <span class="event-when">
      <time dateTime={event.ts}>{moment(event.ts)}</time>
      <Tag tone={TONES[event.severity] ?? "plain"}>{word("console-severity-", event.severity)}</Tag>
    </span>
  );
}

/** A detail's value by its name's ending, as everywhere in the shop; one of a few words in the operator's language. */
function shown(type: string, name: string, value: unknown): string {
  if (name.endsWith("_kopeks")) return money(Number(value));
  if (name.endsWith("_bytes")) return bytes(Number(value));
  if (name.endsWith("_at")) return moment(String(value));
  if (typeof value === "boolean") return word("console-truth-", String(value));
  const text = String(value);
  if (name === "reaction") return term(type, "kind", text.split(".")[0] ?? "");
  if (name === "source") return actor(term(type, name, text));
  return LISTS.has(name) ? text.split(" ").map((one) => term(type, name, one)).join(", ") : term(type, name, text);
}

/** The word for a value: of this type of events, else of the detail. */
function term(type: string, name: string, value: string): string {
  const kind = (SAME[name] ?? name).replace(/_/g, "-");
  const own = `console-value-${type.toLowerCase()}-${kind}-`;
  return known(own + value) ? word(own, value) : word(`console-value-${kind}-`, value);
}

const text = (event: Event) =>
  `${event.type} ${event.action} ${event.service} ${event.userId ?? ""} ${event.target ?? ""} ${event.by ?? ""} ${JSON.stringify(event.details)}`.toLowerCase();
