/** What happens outside the site: the vendor's page, the customer's app, the passing of time, and waiting. */

import { createInterface } from 'node:readline'

const POLL_MS = 300

/** What whoever started the visit is asked to do. */
interface Deeds {
  /** Connect an app with the link, fetch that much through it, and stay connected. */
  connect: { link: string; bytes: number }
  /** See that the connected app gets nothing any more. */
  refused: Record<string, never>
  /** Move the shop's clock. */
  later: { seconds: number }
}

const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]()

/** Ask for a deed, by a line of JSON on stdout; returns when a line comes back. */
export async function ask<D extends keyof Deeds>(deed: D, details: Deeds[D]): Promise<void> {
  process.stdout.write(`${JSON.stringify({ deed, ...details })}\n`)
  const answer = await answers.next()
  if (answer.done) throw new Error(`nobody did: ${deed}`)
}

/** Nobody is asked any more: the process may end. */
export function leave(): void {
  process.stdin.destroy()
}

/** Pay on the vendor's page as a person does: press its first button, then go back; returns where that leads. */
export async function payOnPage(address: string): Promise<string> {
  const page = await (await fetch(address)).text()
  const action = found(page, /<form method="post" action="([^"]+)"/)
  const paid = await fetch(new URL(action, address), { method: 'POST' })
  const back = await fetch(found(await paid.text(), /<a class="primary" href="([^"]+)"/), { redirect: 'manual' })
  return back.headers.get('location') ?? ''
}

function found(page: string, what: RegExp): string {
  const [, inside] = what.exec(page) ?? []
  if (inside === undefined) throw new Error(`no ${what} in the page: ${page}`)
  return inside
}

/** Ask again and again until the answer is as it should be; throws with the last one after some seconds. */
export async function until<T>(get: () => Promise<T>, good: (value: T) => boolean, seconds = 20): Promise<T> {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const value = await get()
    if (good(value)) return value
    if (Date.now() > end) throw new Error(`waited in vain, at last for ${JSON.stringify(value)}`)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}
