// Line icons of the console alone, in a box of 24; the cabinet's are in ../../ui/icons.

import { Icon, type IconName } from "../../ui/icons";

const PATHS = {
  overview: "M4 4h7v9H4zM13 4h7v5h-7zM13 11h7v9h-7zM4 15h7v5H4z",
  traffic: "M4 19V5M4 19h16M8 15l4-5 3 3 5-7",
  shop: "M4 10v9h16v-9M3 6l1.5-2h15L21 6v3a3 3 0 0 1-6 0 3 3 0 0 1-6 0 3 3 0 0 1-6 0zM10 19v-5h4v5",
  settings: "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM19 12a7 7 0 0 0-.1-1.3l2-1.5-2-3.4-2.3 1a7 7 0 0 0-2.3-1.3L14 3h-4l-.3 2.5a7 7 0 0 0-2.3 1.3l-2.3-1-2 3.4 2 1.5a7 7 0 0 0 0 2.6l-2 1.5 2 3.4 2.3-1a7 7 0 0 0 2.3 1.3L10 21h4l.3-2.5a7 7 0 0 0 2.3-1.3l2.3 1 2-3.4-2-1.5A7 7 0 0 0 19 12z",
  system: "M3 12h4l3-7 4 14 3-7h4",
  menu: "M4 7h16M4 12h16M4 17h16",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l4.5 4.5",
  alert: "M12 4 2.5 20h19zM12 10v4.5M12 17.5h.01",
  edit: "M5 19l1-4L16 5l3 3L9 18zM14 7l3 3",
} as const;

export type GlyphName = keyof typeof PATHS | IconName;

/** An icon of the console's or the cabinet's. */
export function Glyph({ name, class: extra = "" }: { name: GlyphName; class?: string }) {
  if (!(name in PATHS)) return <Icon name={name as IconName} class={extra} />;
  return <svg class={`icon ${extra}`} viewBox="0 0 24 24" aria-hidden="true"><path d={PATHS[name as keyof typeof PATHS]} /></svg>;
}
