// The shop itself: what has happened, backups, self-checks and the machine.

import type { ComponentType } from "preact";
import { c } from "../i18n";
import { Head, Tabs } from "../ui/parts";
import { Backups } from "./system/backups";
import { Checks } from "./system/checks";
import { Events } from "./system/events";
import { Machine } from "./system/machine";
import { Texts } from "./system/texts";

const PARTS: Record<string, ComponentType> = { "": Events, backups: Backups, checks: Checks, texts: Texts, machine: Machine };

export function System({ part }: { part: string }) {
  const Part = PARTS[part] ?? Events;
  const at = part in PARTS && part ? `/admin/system/${part}` : "/admin/system";
  return (
    <>
      <Head title={c("console-nav-system")} />
      <Tabs label={c("console-nav-system")} at={at} tabs={[
        ["/admin/system", c("console-events")], ["/admin/system/backups", c("console-backups")], ["/admin/system/checks", c("console-checks")],
        ["/admin/system/texts", c("console-texts")], ["/admin/system/machine", c("console-machine")],
      ]} />
      <Part />
    </>
  );
}
