// Who may come in, and which screen the address names: /app/admin/<screen>[/<part>][/<number>].

import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { language, t } from "../i18n";
import { go, path } from "../router";
import { Button, Notice, Skeleton } from "../ui/parts";
import { Toasts } from "../ui/toast";
import { c } from "./i18n";
import { Away, Login, Stranger } from "./screens/entrance";
import { door } from "./state/door";
import { Shell } from "./ui/shell";

/** `part` is a number, or the name of a screen's part. */
export type Screen = ComponentType<{ part: string }>;

const SCREENS: Record<string, () => Promise<Screen>> = {
  "": async () => (await import("./screens/overview")).Overview,
  users: async () => (await import("./screens/users")).Users,
  payments: async () => (await import("./screens/payments")).Payments,
  tickets: async () => (await import("./screens/tickets")).Tickets,
  traffic: async () => (await import("./screens/traffic")).Traffic,
  servers: async () => (await import("./screens/servers")).Servers,
  shop: async () => (await import("./screens/shop")).Shop,
  system: async () => (await import("./screens/system")).System,
};

export function Console() {
  return (
    <div key={language.value}>
      {door.value === "in" ? <Inside /> : door.value === "login" ? <Login /> : door.value === "stranger" ? <Stranger />
        : door.value === "away" ? <Away /> : <main class="alone"><Skeleton lines={4} /></main>}
      <Toasts />
    </div>
  );
}

function Inside() {
  const [, , name = "", part = ""] = path.value.split("/");
  const load = SCREENS[name];
  useEffect(() => { if (!load) go("/admin", { replace: true }); }, [load]);
  return <Shell name={name}>{load && <Late key={name} load={load} part={part} />}</Shell>;
}

function Late({ load, part }: { load: () => Promise<Screen>; part: string }) {
  const screen = useSignal<Screen | null>(null);
  const failed = useSignal(false);
  const fetch_ = () => {
    failed.value = false;
    load().then((found) => { screen.value = found; }, () => { failed.value = true; });
  };
  useEffect(fetch_, []);
  const Known = screen.value;
  if (Known) return <Known key={part} part={part} />;
  if (!failed.value) return <Skeleton lines={5} />;
  return (
    <Notice>
      <p>{c("console-screen-failed")}</p>
      <Button kind="quiet" onClick={fetch_}>{t("app-retry")}</Button>
    </Notice>
  );
}
