// The operators' API: one function for every endpoint, typed by its description. It is asked with an API key where one
// was given, else with the cabinet's own session; a 401 about that is answered by one renewal.

import { ApiError } from "../../api/error";
import { type AnswerOf, type At, type BodyOf, type Method, type Options, bearing, pause, send } from "../../api/request";
import { renew, tokens } from "../../state/session";
import { c, known } from "../i18n";
import { apiKey, shut } from "../state/door";
import type { paths } from "./schema";

export type Answer<M extends Method, P extends keyof paths> = AnswerOf<paths, M, P>;

const SHUT = /^(unauthorized|forbidden)$/;

/** What the API has refused because of one value. */
export class Refusal extends ApiError {
  constructor(readonly field: string, code: string, message: string, status: number) {
    super(code, message, status);
  }
}

/** Ask the API. Throws ApiError, whose message is a sentence for people. */
export async function ask<M extends Method, P extends At<paths, M> & string>(
  method: M, path: P, options: Options<BodyOf<paths, M, P>> = {},
): Promise<Answer<M, P>> {
  const asked = () => send(method, path, options, apiKey.value ? { "x-api-key": apiKey.value } : bearing(tokens.value?.access));
  let answer = await asked();
  if (answer.status === 401 && !apiKey.value && tokens.value && (await renew())) answer = await asked();
  return read(answer);
}

async function read<T>(answer: Response): Promise<T> {
  const found = (await answer.json().catch(() => null)) as { error?: string; field?: string } | null;
  if (answer.ok && found) return found as T;
  const code = found?.error ?? "unavailable";
  if (SHUT.test(code)) shut(answer.status === 403 ? "stranger" : "login");
  if (found?.field) throw new Refusal(found.field, code, sentence(code), answer.status);
  throw new ApiError(answer.status === 429 ? "rate-limited" : code, sentence(code), answer.status, pause(answer));
}

/** The API's code or English sentence, as the console says it. */
function sentence(code: string): string {
  const [name = "", field] = code.split(": ");
  const key = `console-error-${name.replace(/_/g, "-")}`;
  if (known(key)) return c(key as "console-error-forbidden");
  const wrong = /^invalid_(\w+)$/.exec(code) ?? (name === "invalid_value" && field ? [code, field] : null);
  if (wrong) return c("console-error-invalid", { field: String(wrong[1]) });
  const missing = /^(\w+)_required$/.exec(code);
  if (missing) return c("console-error-required", { field: String(missing[1]) });
  return code;
}
