// Where keys live: the servers, and the engine of this machine.

import { c } from "../i18n";
import { Head, Tabs } from "../ui/parts";
import { Engine } from "./servers/engine";
import { List } from "./servers/list";

export function Servers({ part }: { part: string }) {
  const engine = part === "engine";
  return (
    <>
      <Head title={c("console-nav-servers")} />
      <Tabs label={c("console-nav-servers")} at={engine ? "/admin/servers/engine" : "/admin/servers"}
        tabs={[["/admin/servers", c("console-servers")], ["/admin/servers/engine", c("console-engine")]]} />
      {engine ? <Engine /> : <List />}
    </>
  );
}
