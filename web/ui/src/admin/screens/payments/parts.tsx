// What screens of payments share.

import type { Payment } from "../../api/types";
import { word } from "../../i18n";
import { Tag, type Tone } from "../../ui/parts";

export const STATES = ["pending", "completed", "review", "refunding", "refunded", "failed", "expired", "dismissed"] as const;
const TONES: Partial<Record<Payment["state"], Tone>> = {
  completed: "good", review: "warn", refunding: "warn", failed: "bad", pending: "calm",
};

export function StateTag({ state }: { state: Payment["state"] }) {
  return <Tag tone={TONES[state] ?? "plain"}>{word("console-payment-", state)}</Tag>;
}
