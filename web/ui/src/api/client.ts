// The cabinet API: one function for every endpoint, typed by its description. A 401 is about the token: it is renewed
// once, and the request is repeated.

import { ended, renew, tokens } from "../state/session";
import { ApiError } from "./error";
import { type AnswerOf, type At, type BodyOf, type Method, type Options, bearing, pause, send } from "./request";
import type { paths } from "./schema";

export type Answer<M extends Method, P extends keyof paths> = AnswerOf<paths, M, P>;

/** Ask the API. Throws ApiError. */
export async function call<M extends Method, P extends At<paths, M> & string>(
  method: M, path: P, options: Options<BodyOf<paths, M, P>> = {},
): Promise<Answer<M, P>> {
  const ask = () => send(method, path, options, bearing(tokens.value?.access));
  const answer = await ask();
  if (answer.status !== 401 || !tokens.value) return read(answer);
  if (!(await renew())) {
    ended();
    return read(answer);
  }
  return read(await ask());
}

export async function read<T>(answer: Response): Promise<T> {
  const found = (await answer.json().catch(() => null)) as { detail?: string; code?: string } | null;
  if (answer.ok && found) return found as T;
  const status = answer.status;
  throw new ApiError(found?.code ?? (status >= 500 ? "unavailable" : "internal"), found?.detail ?? "", status, pause(answer));
}
