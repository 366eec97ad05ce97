// Money as operators type it.

/** Kopeks of `299`, `1 000,50` or `-50`; null for anything else and for nothing. */
export function roubles(text: string): number | null {
  const plain = text.replace(/[\s\u00a0₽]/g, "").replace(",", ".").replace("−", "-");
  if (!/^-?\d{1,9}(\.\d{1,2})?$/.test(plain)) return null;
  const kopeks = Math.round(Number(plain) * 100);
  return kopeks || null;
}

/** A whole number that somebody typed; null for anything else. */
export function whole(text: string): number | null {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : null;
}

/** Kopeks as the field of a form shows them. */
export const typed = (kopeks: number) => String(kopeks / 100);
