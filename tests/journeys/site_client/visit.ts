/** A whole visit to the site: from registration to signing out. Ends with an error at the first thing that is not so. */

import assert from 'node:assert/strict'

import * as is from './checks.js'
import { ApiClient, ApiError } from './client.js'
import { ask, leave, payOnPage, until } from './outside.js'
import type { CreatedClient, PaymentResponse, Tariff, User, VPNKey } from './types.js'

const [site = '', returnUrl = ''] = process.argv.slice(2)
const PASSWORD = 'a long password'
const MEGABYTE = 1_000_000

const api = new ApiClient(site)
const customer = await registers()
const tariff = await looksAround()
const made = await makesAKey(customer)
const key = await findsIt(made, customer)
await connects(made, key)
await buys(tariff)
await renews(tariff, key)
await topsUp(tariff, key)
await looksAtBilling(key)
await comesBackLater()
await givesTheKeyUp(made, key)
await refreshes()
await signsOut()
leave()

/** A friend registers first; the customer comes with the friend's code. */
async function registers(): Promise<User> {
  const friend = is.authResponse(await new ApiClient(site).register({ email: 'friend@example.com', password: PASSWORD }))
  assert.ok(friend.user.referral_code)
  const email = 'Customer@Example.com'
  const answer = is.authResponse(await api.register({ email, password: PASSWORD, referral: friend.user.referral_code }))
  assert.equal(answer.user.email, email.toLowerCase())
  assert.equal(answer.user.referred_by, friend.user.id)
  assert.equal(answer.user.is_active, true)
  assert.deepEqual(answer.roles, ['user'])
  assert.ok(Date.parse(answer.refresh_expires_at) > Date.parse(answer.user.created_at))

  await refused(api.register({ email: 'customer@example.com ', password: PASSWORD }), 400, 'email already exists')
  await refused(new ApiClient(site).login({ email, password: 'not this one' }), 401, 'invalid login')
  await refused(new ApiClient(site).getProfile(), 401, 'missing claims')
  const profile = is.profile(await api.getProfile())
  assert.equal(profile.user.id, answer.user.id)
  assert.equal(profile.stats.clients_total, profile.clients.length)
  return answer.user
}

async function looksAround(): Promise<Tariff> {
  const offered = is.tariffs(await api.getTariffs())
  const nodes = is.nodes(await api.getNodes())
  assert.deepEqual(nodes.map((node) => node.status), ['online'])
  const [month] = offered
  assert.ok(month)
  assert.deepEqual([month.price_amount, month.duration_seconds], [29900, 30 * 86400])
  return month
}

/** Within the trial that came with the registration. */
async function makesAKey(customer: User): Promise<CreatedClient> {
  const wish = { protocol: 'vless', transport: 'tcp', flow: 'xtls-rprx-vision' }
  const { flow: _, ...incomplete } = wish
  // @ts-expect-error: `flow` is required, and the compiler says so as the server does
  await refused(api.createClient(incomplete), 400, 'invalid body')
  const created = is.createdClient(await api.createClient({ ...wish, node_id: null, meta: { device: 'iPhone' } }))
  assert.notEqual(created.client_id, created.uuid)
  assert.notEqual(created.client_id, customer.id)
  return created
}

/** In both lists, with a configuration that is the made key's. */
async function findsIt(created: CreatedClient, customer: User): Promise<VPNKey> {
  const found = (keys: VPNKey[]) => keys.find((one) => one.id === created.client_id)
  const keys = await until(async () => is.keys(await api.getProfileKeys()), (held) => found(held)?.active === true)
  const key = found(keys)
  assert.ok(key?.config_text)
  assert.equal(key.user_id, customer.id)
  assert.equal(key.transport, 'tcp')
  assert.ok(keys.some((one) => one.subscription_url !== null))

  const kept = is.clients(await api.getMeClients()).find((one) => one.id === created.client_id)
  assert.ok(kept)
  assert.deepEqual([kept.uuid_key, kept.status, kept.flow], [created.uuid, 'active', 'xtls-rprx-vision'])
  assert.equal(kept.expires_at, key.expires_at)

  const config = is.vpnConfig(await api.getVPNConfig(key.marzban_client_id))
  assert.equal(config.config, key.config_text)
  assert.equal(new URL(config.config).username, created.uuid)
  await refused(api.getVPNConfig('k99999999'), 404, 'client not found')
  return key
}

async function connects(created: CreatedClient, key: VPNKey): Promise<void> {
  const { config } = await api.getVPNConfig(key.marzban_client_id)
  await ask('connect', { link: config, bytes: MEGABYTE })
  const used = await until(
    async () => is.usage(await api.getProfileUsage(key.marzban_client_id)),
    (usage) => usage.down >= MEGABYTE,
  )
  assert.equal(used.total, used.up + used.down)
  assert.deepEqual([used.client_id, used.expires], [key.marzban_client_id, key.expires_at])
  assert.equal(is.usage(await api.getProfileUsage(created.client_id)).client_id, key.marzban_client_id)
  is.usage(await api.getProfileUsage())
}

async function buys(tariff: Tariff): Promise<void> {
  await refused(api.createPayment({ tariff_code: 'no_such' }), 400, 'tariff not found')
  const wish = { tariff_code: tariff.code, payment_method: 'yookassa', return_url: returnUrl }
  await refused(api.createPayment({ ...wish, payment_method: 'barter' }), 400, 'unsupported payment method')
  await refused(api.createPayment({ ...wish, return_url: 'https://elsewhere.example' }), 400, 'invalid return_url')
  const back = await pays(await api.createPayment(wish), tariff)
  assert.ok(back.startsWith(`${returnUrl}?`), back)
}

async function renews(tariff: Tariff, key: VPNKey): Promise<void> {
  const before = await endOf(key)
  const wish = { tariff_code: tariff.code, client_id: key.marzban_client_id, return_url: returnUrl }
  await pays(await api.renew(wish), tariff)
  await until(() => endOf(key), (end) => end === before + tariff.duration_seconds)
}

/** The tariff's form of a top-up does as a renewal does; keys are known by their other id too. */
async function topsUp(tariff: Tariff, key: VPNKey): Promise<void> {
  const before = await endOf(key)
  await pays(await api.topUp({ tariff_code: tariff.code, client_id: key.id }), tariff)
  await until(() => endOf(key), (end) => end === before + tariff.duration_seconds)
}

/** On the vendor's page; both ids lead to the invoice. Returns where the vendor's page sends the customer. */
async function pays(answer: PaymentResponse, tariff: Tariff): Promise<string> {
  const asked = is.paymentResponse(answer)
  assert.equal(asked.status, 'pending')
  const look = async (id: string) => is.paymentDetails(await api.getPayment(id))
  assert.equal((await look(asked.invoice_id)).invoice.status, 'pending')
  const back = await payOnPage(asked.payment_url)
  const paid = await until(() => look(asked.invoice_id), (shown) => shown.invoice.status === 'paid')
  const [payment, ...others] = paid.payments
  assert.ok(payment)
  assert.equal(others.length, 0)
  assert.deepEqual([payment.id, payment.status], [asked.payment_id, 'succeeded'])
  assert.deepEqual([payment.amount, paid.invoice.amount], [tariff.price_amount, tariff.price_amount])
  assert.equal(paid.invoice.tariff_id, tariff.id)
  assert.equal(payment.provider_payment_id, asked.provider_payment_id)
  assert.deepEqual(await look(asked.payment_id), paid)
  return back
}

async function looksAtBilling(key: VPNKey): Promise<void> {
  const shown = is.billing(await api.getBillingState(key.marzban_client_id))
  assert.deepEqual([shown.state.client_id, shown.state.status], [key.marzban_client_id, 'active'])
  assert.ok(shown.state.last_sync)
  assert.equal(is.billing(await api.getBillingState(key.id)).state.client_id, key.id)
  const kinds = shown.events.map((event) => event.event_type)
  assert.equal(kinds.filter((kind) => kind === 'payment_succeeded').length, 3)
  assert.equal(kinds.at(-1), 'trial_started')
  const times = shown.events.map((event) => Date.parse(event.created_at))
  assert.deepEqual(times, [...times].sort((one, other) => other - one))

  const first = is.history(await api.getBillingHistory(1, 2))
  const second = is.history(await api.getBillingHistory(2, 2))
  assert.deepEqual([first.page, first.limit, first.items.length], [1, 2, 2])
  assert.deepEqual([second.page, second.items.length], [2, 1])
  const items = is.history(await api.getBillingHistory()).items
  assert.deepEqual(items, [...first.items, ...second.items])
  assert.ok(items.every((item) => item.status === 'completed'))
  assert.equal(items[0]?.payment_id, shown.state.last_payment_id)
}

/** The access token has ended: the first calls share one refresh, and nobody notices. */
async function comesBackLater(): Promise<void> {
  const before = api.tokens
  await ask('later', { seconds: 16 * 60 })
  // The shop hears of the clock a moment later.
  const look = () => Promise.all([api.getProfile(), api.getProfileKeys()])
  const [profile, keys] = await until(look, () => api.tokens?.access !== before?.access)
  assert.deepEqual(is.profile(profile).clients, is.keys(keys))
  assert.ok(before && api.tokens)
  assert.notEqual(api.tokens.refresh, before.refresh)
}

async function givesTheKeyUp(created: CreatedClient, key: VPNKey): Promise<void> {
  await refused(api.revokeClient(created.uuid), 404, 'client not found')
  assert.equal(await api.revokeClient(created.client_id), undefined)
  assert.equal(await api.revokeClient(created.client_id), undefined)
  const kept = is.clients(await api.getMeClients()).find((one) => one.id === created.client_id)
  assert.ok(kept === undefined || kept.status === 'revoked')
  assert.ok(is.keys(await api.getProfileKeys()).every((one) => one.id !== key.id || !one.active))
  await ask('refused', {})
}

/** Each refresh kills the token that it was made with; who uses a dead one, but for ten seconds, signs everybody out. */
async function refreshes(): Promise<void> {
  const before = api.tokens
  assert.ok(before)
  const answer = is.authResponse(await api.refreshAccessToken())
  assert.notEqual(answer.refresh_token, before.refresh)
  is.profile(await api.getProfile())
  const repeated = async () => {
    const other = new ApiClient(site)
    other.tokens = { ...before }
    return other.refreshAccessToken().then((told) => told.refresh_token, (error: ApiError) => error.message)
  }
  assert.equal(await repeated(), answer.refresh_token)
  await until(repeated, (told) => told === 'invalid refresh token', 30)
  await refused(api.refreshAccessToken(), 401, 'invalid refresh token')
  assert.equal(api.tokens, null)
}

async function signsOut(): Promise<void> {
  is.authResponse(await api.login({ email: ' customer@example.com', password: PASSWORD }))
  const tokens = api.tokens
  assert.equal(await api.logout(), undefined)
  api.tokens = tokens
  await refused(api.getProfile(), 401, 'invalid refresh token')
}

/** When the key ends, in seconds since 1970. */
async function endOf(key: VPNKey): Promise<number> {
  const { expires_at } = is.billing(await api.getBillingState(key.marzban_client_id)).state
  assert.ok(expires_at)
  return Date.parse(expires_at) / 1000
}

async function refused(call: Promise<unknown>, status: number, message: string): Promise<void> {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof ApiError, String(error))
    is.refusal(error.body)
    assert.deepEqual([error.status, error.message], [status, message])
    return true
  })
}
