// Broadcasts: one message to everybody, and how far each has come.

import { useSignal } from "@preact/signals";
import { Button } from "../../../ui/parts";
import { ask } from "../../api/client";
import type { Broadcast } from "../../api/types";
import { count, moment } from "../../format";
import { c, word } from "../../i18n";
import { useFeed } from "../../state/feed";
import { Confirm, useQuestion } from "../../ui/confirm";
import { Area, Cell, Listing, Shown, Tag, type Tone } from "../../ui/parts";

const SECONDS = 3;
const TEXT_MAX = 4096;
const TONES: Record<string, Tone> = { running: "calm", finished: "good", cancelled: "warn" };

export function Broadcasts() {
  const page = useSignal(1);
  const feed = useFeed(() => ask("get", "/api/admin/v1/broadcasts", { query: { page: page.value } }), [page.value], SECONDS);
  const question = useQuestion<"new" | Broadcast>();
  const asked = question.now;
  return (
    <>
      <div class="filters">
        <p class="hint grow">{c("console-broadcasts-lead")}</p>
        <Button icon="send" onClick={() => question.ask("new")}>{c("console-broadcast-new")}</Button>
      </div>
      <Listing feed={feed} page={page} label={c("console-broadcasts")} kind="broadcast-rows" id={(one) => one.id} empty={c("console-broadcasts-none")} icon="send">
        {(one) => <Line one={one} onCancel={() => question.ask(one)} />}
      </Listing>
      {asked === "new" ? <Make onClose={() => question.close()} onDone={() => void feed.load()} /> : asked && (
        <Confirm title={c("console-broadcast-cancel")} action={c("console-broadcast-cancel")} danger done={c("console-broadcast-cancelled")} onClose={() => question.close()}
          onDo={async () => {
            await ask("post", "/api/admin/v1/broadcasts/{broadcast_id}/cancel", { params: { broadcast_id: asked.id } });
            await feed.load();
          }}>
          <p>{c("console-broadcast-cancel-text")}</p>
        </Confirm>
      )}
    </>
  );
}

function Line({ one, onCancel }: { one: Broadcast; onCancel: () => void }) {
  const done = one.sent + one.failed;
  return (
    <>
      <Cell class="strong"><b>{moment(one.created_at)}</b><small>№ {one.id}</small></Cell>
      <Cell class="progress">
        {c("console-broadcast-progress", { sent: count(one.sent), total: count(one.total) })}
        {one.failed > 0 && <small> {c("console-broadcast-failed", { count: one.failed })}</small>}
        <span class="share-bar" aria-hidden="true"><span style={{ width: `${one.total ? Math.min(100, (100 * done) / one.total) : 100}%` }} /></span>
      </Cell>
      <Cell><Tag tone={TONES[one.status] ?? "plain"}>{word("console-broadcast-", one.status)}</Tag></Cell>
      <span class="acts">{one.status === "running" && <Button kind="danger" onClick={onCancel}>{c("console-broadcast-cancel")}</Button>}</span>
    </>
  );
}

function Make({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const text = useSignal("");
  const audience = useFeed(() => ask("get", "/api/admin/v1/broadcasts/audience"));
  const people = audience.data.value?.people;
  return (
    <Confirm title={c("console-broadcast-new")} action={people === undefined ? c("console-broadcast-send") : c("console-broadcast-send-to", { count: people })}
      done={c("console-broadcast-started")} ready={Boolean(text.value.trim()) && people !== undefined} onClose={onClose} onDo={async (once) => {
        await ask("post", "/api/admin/v1/broadcasts", { body: { text: text.value.trim() }, once });
        onDone();
      }}>
      <Area label={c("console-broadcast-text")} value={text.value} rows={7} max={TEXT_MAX} onValue={(value) => { text.value = value; }} hint={c("console-broadcast-hint")} />
      <Shown feed={audience} lines={1}>{(found) => <p>{c("console-broadcast-audience", { count: found.people })}</p>}</Shown>
    </Confirm>
  );
}
