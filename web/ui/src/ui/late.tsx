// A screen that is loaded when somebody first opens it.

import { useSignal } from "@preact/signals";
import type { ComponentChildren, ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../i18n";
import { Button, Notice, Skeleton } from "./parts";

/** `failed` is said when it cannot be loaded, with a way to try again; `lines` are those of the skeleton meanwhile. */
export function Late<P>({ load, failed, lines, children }: {
  load: () => Promise<ComponentType<P>>; failed: string; lines: number; children: (Known: ComponentType<P>) => ComponentChildren;
}) {
  const screen = useSignal<ComponentType<P> | null>(null);
  const missed = useSignal(false);
  const fetch_ = () => {
    missed.value = false;
    load().then((found) => { screen.value = found; }, () => { missed.value = true; });
  };
  useEffect(fetch_, []);
  if (screen.value) return <>{children(screen.value)}</>;
  if (!missed.value) return <Skeleton lines={lines} />;
  return (
    <Notice>
      <p>{failed}</p>
      <Button kind="quiet" onClick={fetch_}>{t("app-retry")}</Button>
    </Notice>
  );
}
