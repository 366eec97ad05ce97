// What this browser remembers. A Mini App shares its origin with other people's Mini Apps in the same Telegram client, so
// everything has an owner's prefix, and where storage is closed the page remembers until it ends.

const memory = new Map<string, string>();
let owner = "web";

/** Whose things these are from now on: "web" in a browser, the person's Telegram id in a Mini App. */
export function ownedBy(name: string): void {
  owner = name;
}

export function kept<T>(name: string): T | undefined {
  const key = full(name);
  let text: string | null | undefined;
  try {
    text = localStorage.getItem(key);
  } catch {
    text = memory.get(key);
  }
  try {
    return text ? (JSON.parse(text) as T) : undefined;
  } catch {
    return undefined;
  }
}

/** Remember a value; undefined forgets it. */
export function keep(name: string, value: unknown): void {
  const key = full(name);
  try {
    if (value === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    if (value === undefined) memory.delete(key);
    else memory.set(key, JSON.stringify(value));
  }
}

/** Call back when another tab has changed it. */
export function onChanged(name: string, act: () => void): void {
  addEventListener("storage", (event) => {
    if (event.key === full(name)) act();
  });
}

function full(name: string): string {
  return `vitrina.${owner}.${name}`;
}
