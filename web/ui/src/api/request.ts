// A request to one of the shop's APIs, typed by its description.

import { language } from "../i18n";
import { online } from "../state/surroundings";
import { ApiError } from "./error";

export type Method = "get" | "post" | "put" | "patch" | "delete";
/** The addresses of a description that know the method. */
export type At<Paths, M extends Method> =
  { [P in keyof Paths]: Paths[P] extends Record<M, { responses: unknown }> ? P : never }[keyof Paths];
type Operation<Paths, M extends Method, P extends keyof Paths> = Paths[P] extends Record<M, infer O> ? O : never;
type Json<T> = T extends { content: { "application/json": infer B } } ? B : never;
export type AnswerOf<Paths, M extends Method, P extends keyof Paths> =
  Operation<Paths, M, P> extends { responses: infer R } ? Json<R[keyof R & (200 | 201)]> : never;
export type BodyOf<Paths, M extends Method, P extends keyof Paths> =
  Operation<Paths, M, P> extends { requestBody?: infer R } ? Json<NonNullable<R>> : undefined;

export interface Options<B> {
  body?: B;
  /** What is empty is left out. */
  query?: Record<string, string | number | boolean | undefined>;
  params?: Record<string, string | number>;
  /** Names the wish, so that repeating it after a lost answer does it once. */
  once?: string;
}

const SECONDS = 30;

/** Send a request with these credentials. Throws ApiError when nobody answers. */
export function send(
  method: Method, path: string, { body, query, params, once }: Options<unknown>, credentials: Record<string, string>,
): Promise<Response> {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params?.[name] ?? ""));
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== "");
  const search = given.length ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : "";
  const headers: Record<string, string> = { accept: "application/json", "accept-language": language.value, ...credentials };
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

/** The headers of a session's access token; none without one. */
export function bearing(access: string | undefined): Record<string, string> {
  return access ? { authorization: `Bearer ${access}` } : {};
}

/** How long the API wants to be left alone, in seconds; 0 where it does not say. */
export function pause(answer: Response): number {
  return Number(answer.headers.get("retry-after")) || 0;
}

/** A name for one wish. */
export function wish(): string {
  return crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
}
