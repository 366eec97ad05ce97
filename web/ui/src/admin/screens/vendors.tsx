// Who collects money for the shop, and what customers choose from.

import { c } from "../i18n";
import { Head, Tabs } from "../ui/parts";
import { Desk } from "./vendors/desk";
import { Ways } from "./vendors/ways";

export function Vendors({ part }: { part: string }) {
  const ways = part === "ways";
  return (
    <>
      <Head title={c("console-nav-vendors")} lead={c(ways ? "console-ways-lead" : "console-vendors-lead")} />
      <Tabs label={c("console-nav-vendors")} at={ways ? "/admin/vendors/ways" : "/admin/vendors"}
        tabs={[["/admin/vendors", c("console-vendors")], ["/admin/vendors/ways", c("console-ways")]]} />
      {ways ? <Ways /> : <Desk />}
    </>
  );
}
