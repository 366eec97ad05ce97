// Everything that an owner decides, and below it what panels of other makers keep at the shop.

import type { ComponentType } from "preact";
import { c } from "../i18n";
import { Head, Tabs } from "../ui/parts";
import { ShopSettings, VendorSettings } from "./settings/groups";
import { History } from "./settings/history";
import { PanelSettings } from "./settings/panel";

const PARTS: Record<string, ComponentType> = { "": ShopSettings, vendors: VendorSettings, history: History, panel: PanelSettings };

export function Settings({ part }: { part: string }) {
  const Part = PARTS[part] ?? ShopSettings;
  const at = part in PARTS && part ? `/admin/settings/${part}` : "/admin/settings";
  return (
    <>
      <Head title={c("console-nav-settings")} />
      <Tabs label={c("console-nav-settings")} at={at} tabs={[
        ["/admin/settings", c("console-settings-shop")], ["/admin/settings/vendors", c("console-settings-vendors")],
        ["/admin/settings/history", c("console-settings-history")], ["/admin/settings/panel", c("console-settings-panel")],
      ]} />
      <Part />
    </>
  );
}
