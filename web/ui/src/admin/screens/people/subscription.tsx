// How a subscription is, in one word.

import type { Held } from "../../api/types";
import { c, word } from "../../i18n";
import { Tag, type Tone } from "../../ui/parts";

const TONES: Record<Held["status"], Tone> = { active: "good", expired: "plain", suspended: "warn" };

export function SubscriptionTag({ held }: { held: Held | null }) {
  if (!held) return <Tag>{c("console-subscription-none")}</Tag>;
  const name = held.kind === "trial" ? c("console-subscription-trial") : (held.tariff ?? "");
  return (
    <>
      <Tag tone={TONES[held.status]}>{word("console-subscription-", held.status)}</Tag> <small>{name}</small>
    </>
  );
}
