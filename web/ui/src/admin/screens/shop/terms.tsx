// The terms of a tariff, new or there already.

import { type Signal, useSignal } from "@preact/signals";
import { Field } from "../../../ui/parts";
import { ask } from "../../api/client";
import type { Tariff } from "../../api/types";
import { c } from "../../i18n";
import { roubles, typed, whole } from "../../money";
import { useFeed } from "../../state/feed";
import { Confirm } from "../../ui/confirm";
import { Area, Switch } from "../../ui/parts";

const DESCRIPTION_MAX = 255;

export function Terms({ tariff, onClose, onDone }: { tariff?: Tariff; onClose: () => void; onDone: () => void }) {
  const text = {
    name: useSignal(tariff?.name ?? ""), days: useSignal(String(tariff?.period_days ?? 30)),
    price: useSignal(tariff ? typed(tariff.price_kopeks) : ""), before: useSignal(tariff?.list_price_kopeks ? typed(tariff.list_price_kopeks) : ""),
    traffic: useSignal(tariff?.traffic_gb ? String(tariff.traffic_gb) : ""), devices: useSignal(String(tariff?.devices ?? 3)),
    position: useSignal(String(tariff?.position ?? 0)), code: useSignal(tariff?.code ?? ""), description: useSignal(tariff?.description ?? ""),
  };
  const popular = useSignal(tariff?.is_popular ?? false);
  const chosen = useSignal<readonly number[]>(tariff?.server_ids ?? []);
  const price = roubles(text.price.value);
  const body = () => ({
    name: text.name.value.trim(), period_days: whole(text.days.value) ?? 0, price_kopeks: price ?? 0, traffic_gb: whole(text.traffic.value),
    devices: whole(text.devices.value) ?? 0, list_price_kopeks: roubles(text.before.value), description: text.description.value.trim(),
    is_popular: popular.value, position: Number(text.position.value) || 0, code: text.code.value.trim() || null, server_ids: [...chosen.value],
  });
  const save = async () => {
    if (tariff) await ask("put", "/api/admin/v1/tariffs/{tariff_id}", { params: { tariff_id: tariff.id }, body: body() });
    else await ask("post", "/api/admin/v1/tariffs", { body: body() });
    onDone();
  };
  const ready = Boolean(text.name.value.trim() && price && price > 0 && whole(text.days.value) && whole(text.devices.value))
    && (!text.before.value.trim() || (roubles(text.before.value) ?? 0) >= (price ?? 0)) && (!text.traffic.value.trim() || whole(text.traffic.value) !== null);
  return (
    <Confirm title={tariff ? tariff.name : c("console-tariff-new")} action={c(tariff ? "console-save" : "console-create")} done={c("console-saved")}
      ready={ready} onDo={save} onClose={onClose}>
      <Field label={c("console-tariff-name")} value={text.name.value} onValue={set(text.name)} maxLength={64} required />
      <div class="pair">
        <Field label={c("console-tariff-price-rub")} value={text.price.value} onValue={set(text.price)} inputMode="decimal" required
          {...(text.price.value && !price && { fault: c("console-amount-wrong") })} />
        <Field label={c("console-tariff-days")} value={text.days.value} onValue={set(text.days)} inputMode="numeric" required />
        <Field label={c("console-tariff-traffic")} value={text.traffic.value} onValue={set(text.traffic)} inputMode="numeric" hint={c("console-tariff-traffic-hint")} />
        <Field label={c("console-tariff-devices")} value={text.devices.value} onValue={set(text.devices)} inputMode="numeric" required />
      </div>
      <Area label={c("console-tariff-description")} value={text.description.value} onValue={set(text.description)} rows={2} max={DESCRIPTION_MAX} />
      <Switch label={c("console-tariff-popular")} note={c("console-tariff-popular-text")} on={popular.value} onTurn={set(popular)} />
      <details>
        <summary>{c("console-tariff-more")}</summary>
        <div class="stack">
          <Field label={c("console-tariff-before")} value={text.before.value} onValue={set(text.before)} inputMode="decimal" hint={c("console-tariff-before-hint")} />
          <div class="pair">
            <Field label={c("console-tariff-position")} value={text.position.value} onValue={set(text.position)} inputMode="numeric" />
            <Field label={c("console-tariff-code")} value={text.code.value} onValue={set(text.code)} maxLength={32} hint={c("console-tariff-code-hint")} />
          </div>
          <Servers chosen={chosen} />
        </div>
      </details>
    </Confirm>
  );
}

/** Which servers serve it; none means every one. */
function Servers({ chosen }: { chosen: Signal<readonly number[]> }) {
  const feed = useFeed(() => ask("get", "/api/admin/v1/servers", { query: { limit: 100 } }));
  const found = feed.data.value?.items ?? [];
  if (found.length < 2) return null;
  return (
    <fieldset class="checks">
      <legend>{c("console-tariff-servers")}</legend>
      {found.map((server) => (
        <label key={server.id} class="check">
          <input type="checkbox" checked={chosen.value.includes(server.id)} onChange={(event) => {
            const others = chosen.value.filter((id) => id !== server.id);
            chosen.value = event.currentTarget.checked ? [...others, server.id] : others;
          }} />
          <span>{server.flag} {server.name}</span>
        </label>
      ))}
      <p class="hint">{c("console-tariff-servers-hint")}</p>
    </fieldset>
  );
}

const set = <T,>(signal: Signal<T>) => (value: T) => { signal.value = value; };
