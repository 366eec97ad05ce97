// Line icons in the colour of the text, drawn in a box of 24.

const PATHS = {
  home: "M4 11 12 4l8 7v8a1 1 0 0 1-1 1h-4v-6H9v6H5a1 1 0 0 1-1-1z",
  plans: "M4 7h16v10a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zM8 7V5h8v2M4 12h16",
  wallet: "M4 7a2 2 0 0 1 2-2h11v3M4 7v10a2 2 0 0 0 2 2h14V8H5M16.5 13.5h.01",
  support: "M5 5h14a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-8l-5 4v-4H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20a7.5 7.5 0 0 1 15 0",
  friends: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 19.5a6.5 6.5 0 0 1 13 0M16 4.4a3.5 3.5 0 0 1 0 6.2M18 14.2a6.5 6.5 0 0 1 3.5 5.3",
  back: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  close: "M6 6l12 12M18 6 6 18",
  copy: "M9 9h10v10H9zM5 15V5h10",
  share: "M12 15V4m-4 4 4-4 4 4M5 13v6a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1v-6",
  check: "M5 12.5 10 17l9-10",
  plus: "M12 5v14M5 12h14",
  link: "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1",
  gift: "M4 11h16v9H4zM3 7h18v4H3zM12 7v13M12 7C8 7 7 5.5 7 4.8 7 3 9 2.5 10.3 3.8 11.4 4.9 12 7 12 7zm0 0c4 0 5-1.5 5-2.2 0-1.8-2-2.3-3.3-1C12.6 4.9 12 7 12 7z",
  bolt: "M13 3 5 14h6l-1 7 8-11h-6z",
  server: "M5 4h14v7H5zM5 13h14v7H5zM8.5 7.5h.01M8.5 16.5h.01",
  devices: "M3 5h13v10H3zM7 19h6M18 9h3v10h-5v-4",
  send: "M4 12 20 4l-5 16-4-7z",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2",
  offline: "M3 3l18 18M5 12.5a10 10 0 0 1 4-2.3M19 12.5a10 10 0 0 0-5-2.7M8.5 16a5 5 0 0 1 6 -.5M12 20h.01",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  shield: "M12 3l8 3v6c0 5-3.4 8-8 9.5C7.4 20 4 17 4 12V6zM8.5 12l2.5 2.5 4.5-5",
  mail: "M4 6h16v12H4zM4 7l8 6 8-6",
  exit: "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, class: extra = "" }: { name: IconName; class?: string }) {
  return <svg class={`icon ${extra}`} viewBox="0 0 24 24" aria-hidden="true"><path d={PATHS[name]} /></svg>;
}
