// Which screen is shown: by the address and by who is signed in.

import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { language, said, t } from "./i18n";
import { go, path } from "./router";
import { Connect } from "./screens/connect";
import { Forgot, Login, Register } from "./screens/entrance";
import { Home } from "./screens/home";
import { Plans } from "./screens/plans";
import { Wallet } from "./screens/wallet";
import { tokens } from "./state/session";
import { forgetAll } from "./state/shop";
import { failedInTelegram } from "./state/surroundings";
import { inTelegram } from "./telegram";
import { Frame } from "./ui/frame";
import { Late } from "./ui/late";
import { Empty, Notice } from "./ui/parts";
import { Toasts } from "./ui/toast";

type Screen = ComponentType<{ id?: number }>;
type Loader = () => Promise<Screen>;

const SCREENS: Record<string, Screen> = { "": Home, connect: Connect, plans: Plans, wallet: Wallet };
// Loaded when somebody first opens them. A console for operators belongs into an entry of its own, see vite.config.js.
const LATER: Record<string, Loader> = {
  friends: async () => (await import("./screens/friends")).Friends,
  support: async () => (await import("./screens/support")).Support,
  settings: async () => (await import("./screens/settings")).Settings,
};
const OUTSIDE: Record<string, Screen> = { login: Login, register: Register, forgot: Forgot };

export function App() {
  const [, name = "", id] = path.value.split("/");
  return (
    <div key={language.value}>
      {name === "open" ? <Later key={name} load={async () => (await import("./screens/open")).Open} /> : tokens.value
        ? <Inside name={name} id={id} /> : inTelegram ? <Signing /> : <Outside name={name} />}
      <Toasts />
    </div>
  );
}

function Inside({ name, id }: { name: string; id: string | undefined }) {
  const Known = SCREENS[name];
  const later = LATER[name];
  const leaves = name in OUTSIDE || (!Known && !later);
  useEffect(() => { if (leaves) go("/", { replace: true }); }, [leaves]);
  const number = Number(id) || undefined;
  return (
    <Frame name={leaves ? "" : name}>
      {later ? <Later key={name} load={later} id={number} /> : Known && <Known />}
    </Frame>
  );
}

function Outside({ name }: { name: string }) {
  useEffect(() => forgetAll(), []);
  const Known = OUTSIDE[name] ?? Login;
  return <Known />;
}

function Signing() {
  const failed = failedInTelegram.value;
  return (
    <main class="alone">
      {failed ? <Notice><p>{t("app-telegram-failed")}</p><p>{said(failed)}</p></Notice>
        : <Empty icon="shield" title={t("app-telegram-signing")}><span class="spinner" /></Empty>}
    </main>
  );
}

function Later({ load, id }: { load: Loader; id?: number | undefined }) {
  return (
    <Late load={load} lines={4} failed={`${t("app-error-page")}. ${t("app-error-offline")}`}>
      {(Known) => <Known {...(id && { id })} />}
    </Late>
  );
}
