// What waits for an operator: shown beside the places where it is dealt with.

import { signal } from "@preact/signals";

export interface Waiting {
  payments: number;
  tickets: number;
}

/** As the shop has said last; null before that. */
export const waiting = signal<Waiting | null>(null);
