// The operators' API: one function for every endpoint, typed by its description. It is asked with an API key where one
// was given, else with the cabinet's own session; a 401 about that is answered by one renewal.

import { reach } from "../../api/client";
import { ApiError } from "../../api/error";
import { language } from "../../i18n";
import { renew, tokens } from "../../state/session";
import { c, known } from "../i18n";
import { apiKey, shut } from "../state/door";
import type { paths } from "./schema";

type Method = "get" | "post" | "put" | "patch" | "delete";
type At<M extends Method> = { [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never }[keyof paths];
type Operation<M extends Method, P extends keyof paths> = paths[P] extends Record<M, infer O> ? O : never;
type Json<T> = T extends { content: { "application/json": infer B } } ? B : never;
export type Answer<M extends Method, P extends keyof paths> =
  Operation<M, P> extends { responses: infer R } ? Json<R[keyof R & (200 | 201)]> : never;
export type Body<M extends Method, P extends keyof paths> =
  Operation<M, P> extends { requestBody?: infer R } ? Json<NonNullable<R>> : undefined;

interface Options<B> {
  body?: B;
  query?: Record<string, string | number | boolean | undefined>;
  params?: Record<string, string | number>;
  /** Names the wish, so that repeating it after a lost answer does it once. */
  once?: string;
}

const SHUT = /^(unauthorized|forbidden)$/;

/** Ask the API. Throws ApiError, whose message is a sentence for people. */
export async function ask<M extends Method, P extends At<M> & string>(
  method: M, path: P, options: Options<Body<M, P>> = {},
): Promise<Answer<M, P>> {
  let answer = await send(method, path, options);
  if (answer.status === 401 && !apiKey.value && tokens.value && (await renew())) answer = await send(method, path, options);
  return read(answer);
}

function send(method: Method, path: string, { body, query, params, once }: Options<unknown>): Promise<Response> {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params?.[name] ?? ""));
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== "");
  const search = given.length ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : "";
  const headers: Record<string, string> = { accept: "application/json", "accept-language": language.value };
  if (apiKey.value) headers["x-api-key"] = apiKey.value;
  else if (tokens.value) headers.authorization = `Bearer ${tokens.value.access}`;
  if (body !== undefined) headers["content-type"] = "application/json";
  if (once) headers["idempotency-key"] = once;
  return reach(filled + search, {
    method: method.toUpperCase(), headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function read<T>(answer: Response): Promise<T> {
  const found = (await answer.json().catch(() => null)) as { error?: string } | null;
  if (answer.ok && found) return found as T;
  const code = found?.error ?? "unavailable";
  if (SHUT.test(code)) shut(answer.status === 403 ? "stranger" : "login");
  const wait = Number(answer.headers.get("retry-after")) || 0;
  throw new ApiError(answer.status === 429 ? "rate-limited" : code, sentence(code), answer.status, wait);
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
