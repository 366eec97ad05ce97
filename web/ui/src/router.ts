// Addresses: /app/<screen>[/<number>]. Links are real links; a click inside the cabinet changes the screen alone.

import { signal } from "@preact/signals";

export const BASE = "/app";
/** The path below /app, without a slash at its end: "/" is home. */
export const path = signal(current());
/** How many screens were opened here, so that "back" stays inside. */
let depth = 0;

function current(): string {
  return location.pathname.slice(BASE.length).replace(/\/+$/, "") || "/";
}

export const href = (to: string): string => BASE + (to === "/" ? "/" : to);

export function go(to: string, { replace = false } = {}): void {
  const [where = "/"] = to.split("?");
  if (where === path.value && !to.includes("?")) return scrollTo({ top: 0, behavior: "smooth" });
  history[replace ? "replaceState" : "pushState"](null, "", href(to));
  if (!replace) depth += 1;
  show();
}

export function back(otherwise = "/"): void {
  if (depth > 0) history.back();
  else go(otherwise, { replace: true });
}

function show(): void {
  path.value = current();
  scrollTo(0, 0);
}

export function route(): void {
  addEventListener("popstate", () => {
    depth = Math.max(0, depth - 1);
    show();
  });
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest?.("a[href]");
    if (!(link instanceof HTMLAnchorElement) || link.target || link.origin !== location.origin) return;
    if (!link.pathname.startsWith(`${BASE}/`) || link.hasAttribute("data-plain")) return;
    event.preventDefault();
    go(link.pathname.slice(BASE.length) + link.search);
  });
}
