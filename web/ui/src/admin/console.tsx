// Who may come in, and which screen the address names: /app/admin/<screen>[/<part>][/<number>].

import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { language } from "../i18n";
import { go, path } from "../router";
import { Late } from "../ui/late";
import { Skeleton } from "../ui/parts";
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
  vendors: async () => (await import("./screens/vendors")).Vendors,
  shop: async () => (await import("./screens/shop")).Shop,
  settings: async () => (await import("./screens/settings")).Settings,
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
  return <Shell name={name}>{load && (
    <Late key={name} load={load} lines={5} failed={c("console-screen-failed")}>{(Known) => <Known key={part} part={part} />}</Late>
  )}</Shell>;
}
