// The cabinet API: one function for every endpoint, typed by its description. A 401 is about the token: it is renewed
// once, and the request is repeated.

import { language } from "../i18n";
import { ended, renew, tokens } from "../state/session";
import { online } from "../state/surroundings";
import { ApiError } from "./error";
import type { paths } from "./schema";

type Method = "get" | "post" | "put" | "patch" | "delete";
type At<M extends Method> = { [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never }[keyof paths];
type Operation<M extends Method, P extends keyof paths> = paths[P] extends Record<M, infer O> ? O : never;
type Json<T> = T extends { content: { "application/json": infer B } } ? B : never;
export type Answer<M extends Method, P extends keyof paths> =
  Operation<M, P> extends { responses: infer R } ? Json<R[keyof R & (200 | 201)]> : never;
export type Body<M extends Method, P extends keyof paths> =
  Operation<M, P> extends { requestBody: infer R } ? Json<R> : undefined;

interface Options<B> {
  body?: B;
  query?: Record<string, string | number>;
  params?: Record<string, string | number>;
  /** Names the wish, so that repeating it after a lost answer does it once. */
  once?: string;
}

const SECONDS = 30;

/** Ask the API. Throws ApiError. */
export async function call<M extends Method, P extends At<M> & string>(
  method: M, path: P, options: Options<Body<M, P>> = {},
): Promise<Answer<M, P>> {
  const answer = await send(method, path, options);
  if (answer.status !== 401 || !tokens.value) return read(answer);
  if (!(await renew())) {
    ended();
    return read(answer);
  }
  return read(await send(method, path, options));
}

async function send(method: Method, path: string, { body, query, params, once }: Options<unknown>): Promise<Response> {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params?.[name] ?? ""));
  const search = query ? `?${new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))}` : "";
  const headers: Record<string, string> = { accept: "application/json", "accept-language": language.value };
  if (tokens.value) headers.authorization = `Bearer ${tokens.value.access}`;
  if (body !== undefined) headers["content-type"] = "application/json";
  if (once) headers["idempotency-key"] = once;
  return reach(filled + search, {
    method: method.toUpperCase(), headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** fetch() that says "offline" for whatever keeps the API from answering. */
export async function reach(address: string, init: RequestInit): Promise<Response> {
  try {
    const answer = await fetch(address, { ...init, signal: AbortSignal.timeout(SECONDS * 1000) });
    online.value = true;
    return answer;
  } catch {
    online.value = false;
    throw new ApiError("offline", "offline");
  }
}

export async function read<T>(answer: Response): Promise<T> {
  const found = (await answer.json().catch(() => null)) as { detail?: string; code?: string } | null;
  if (answer.ok && found) return found as T;
  const wait = Number(answer.headers.get("retry-after")) || 0;
  const status = answer.status;
  throw new ApiError(found?.code ?? (status >= 500 ? "unavailable" : "internal"), found?.detail ?? "", status, wait);
}

/** A name for one wish. */
export function wish(): string {
  return crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
}
