// What is sold, and how people hear of it.

import type { ComponentType } from "preact";
import { c } from "../i18n";
import { Head, Tabs } from "../ui/parts";
import { Broadcasts } from "./shop/broadcasts";
import { Campaigns } from "./shop/campaigns";
import { Promocodes } from "./shop/promocodes";
import { Tariffs } from "./shop/tariffs";

const PARTS: Record<string, ComponentType> = { "": Tariffs, promocodes: Promocodes, campaigns: Campaigns, broadcasts: Broadcasts };

export function Shop({ part }: { part: string }) {
  const Part = PARTS[part] ?? Tariffs;
  const at = part in PARTS && part ? `/admin/shop/${part}` : "/admin/shop";
  return (
    <>
      <Head title={c("console-nav-shop")} />
      <Tabs label={c("console-nav-shop")} at={at} tabs={[
        ["/admin/shop", c("console-tariffs")], ["/admin/shop/promocodes", c("console-promocodes")],
        ["/admin/shop/campaigns", c("console-campaigns")], ["/admin/shop/broadcasts", c("console-broadcasts")],
      ]} />
      <Part />
    </>
  );
}
