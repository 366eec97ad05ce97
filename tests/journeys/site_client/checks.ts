/**
 * Checks of answers against the types in `types.ts`. The compiler sees to it that each check fits its type: it refuses
 * one that lacks a field, has one too many, or lets through what the type does not.
 */

import type {
  AuthResponse,
  Billing,
  BillingEvent,
  BillingHistory,
  BillingHistoryItem,
  BillingState,
  CreatedClient,
  InternalClient,
  Invoice,
  Payment,
  PaymentDetails,
  PaymentResponse,
  Profile,
  Tariff,
  UsageStats,
  User,
  VPNClient,
  VPNConfig,
  VPNNode,
} from './types.js'

/** Returns the value if it is one, else throws; `at` is where it stands. */
export type Check<T> = (value: unknown, at?: string) => T

type Fields<T> = { [K in keyof T]-?: Check<Exclude<T[K], undefined>> }
type Optional<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T]

interface Freedom<T> {
  /** Fields that may be absent. */
  absent?: readonly Optional<T>[]
  /** Fields beside the published ones. */
  extra?: readonly string[]
}

function wrong(value: unknown, at: string, expected: string): never {
  throw new TypeError(`${at}: ${JSON.stringify(value)} is no ${expected}`)
}

function exactly<T>(name: string, fields: Fields<T>, { absent = [], extra = [] }: Freedom<T> = {}): Check<T> {
  return (value, at = name) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) wrong(value, at, name)
    const known = Object.keys(fields) as (keyof T & string)[]
    for (const key of Object.keys(value)) {
      if (!(known as string[]).includes(key) && !extra.includes(key)) wrong(key, at, `field of ${name}`)
    }
    for (const key of known) {
      const field = (value as Partial<T>)[key]
      if (key in value) fields[key](field, `${at}.${key}`)
      else if (!(absent as readonly (keyof T)[]).includes(key)) wrong(value, `${at}.${key}`, name)
    }
    return value as T
  }
}

export function list<T>(item: Check<T>): Check<T[]> {
  return (value, at = 'list') =>
    Array.isArray(value) ? value.map((one, index) => item(one, `${at}[${index}]`)) : wrong(value, at, 'list')
}

function orNull<T>(check: Check<T>): Check<T | null> {
  return (value, at) => (value === null ? null : check(value, at))
}

function text(pattern: RegExp, expected: string): Check<string> {
  return (value, at = expected) => (typeof value === 'string' && pattern.test(value) ? value : wrong(value, at, expected))
}

function oneOf<const T extends string>(...words: T[]): Check<T> {
  return (value, at = 'word') => words.find((word) => word === value) ?? wrong(value, at, words.join(' | '))
}

const some = text(/./s, 'text')
const maybeEmpty = text(/^/, 'text')
const uuid = text(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'UUID')
const moment = text(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, 'moment in UTC')
const url = text(/^https?:\/\/\S+$/, 'URL')
const vless = text(/^vless:\/\/\S+$/, 'share link')
const accountName = text(/^[A-Za-z0-9_-]{1,64}$/, 'panel id')
const flag: Check<boolean> = (value, at = 'flag') => (typeof value === 'boolean' ? value : wrong(value, at, 'boolean'))
const whole: Check<number> = (value, at = 'number') =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : wrong(value, at, 'whole number')
const object: Check<Record<string, unknown>> = (value, at = 'object') =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : wrong(value, at, 'object')

export const user = exactly<User>('User', {
  id: uuid,
  email: orNull(some),
  telegram_id: orNull(whole),
  roles: list(some),
  marzban_username: orNull(accountName),
  marzban_id: orNull(accountName),
  is_active: flag,
  is_admin: flag,
  referral_code: orNull(some),
  referred_by: orNull(uuid),
  created_at: moment,
  updated_at: moment,
})

export const authResponse = exactly<AuthResponse>('AuthResponse', {
  access_token: text(/^[\w-]+\.[\w-]+\.[\w-]+$/, 'JWT'),
  refresh_token: some,
  expires_in: whole,
  refresh_expires_at: moment,
  user,
  roles: list(some),
})

export const tariffs = list(
  exactly<Tariff>('Tariff', {
    id: uuid,
    code: text(/^\w+$/, 'code'),
    name: some,
    description: orNull(some),
    price_amount: whole,
    currency: oneOf('RUB'),
    duration_seconds: whole,
    created_at: moment,
    updated_at: moment,
  }),
)

export const nodes = list(
  exactly<VPNNode>(
    'VPNNode',
    { id: some, name: some, status: oneOf('online', 'offline', 'maintenance'), location: maybeEmpty },
    { absent: ['location'] },
  ),
)

const vpnClient = exactly<VPNClient>('VPNClient', {
  id: uuid,
  user_id: uuid,
  marzban_client_id: accountName,
  protocol: oneOf('vless'),
  transport: orNull(oneOf('tcp')),
  created_at: moment,
  expires_at: orNull(moment),
  active: flag,
  subscription_url: orNull(url),
  config_text: orNull(vless),
})

export const keys = list(vpnClient)

export const profile = exactly<Profile>('Profile', {
  user,
  stats: exactly<Profile['stats']>('stats', { clients_total: whole }),
  clients: keys,
})

export const clients = list(
  exactly<InternalClient>('InternalClient', {
    id: uuid,
    uuid_key: uuid,
    protocol: oneOf('vless'),
    transport: oneOf('tcp'),
    flow: orNull(some),
    status: oneOf('active', 'revoked', 'expired', 'suspended'),
    expires_at: orNull(moment),
  }),
)

export const createdClient = exactly<CreatedClient>('CreatedClient', { client_id: uuid, uuid })

export const vpnConfig = exactly<VPNConfig>(
  'VPNConfig',
  { config: maybeEmpty, subscription_url: maybeEmpty },
  { extra: ['id', 'username', 'protocol'] },
)

export const usage = exactly<UsageStats>(
  'UsageStats',
  { client_id: accountName, up: whole, down: whole, total: whole, expires: moment },
  { absent: ['client_id', 'expires'] },
)

const paymentStatus = oneOf('pending', 'succeeded', 'canceled', 'failed')

export const paymentResponse = exactly<PaymentResponse>('PaymentResponse', {
  invoice_id: some,
  payment_id: some,
  provider_payment_id: some,
  payment_url: url,
  status: paymentStatus,
})

export const paymentDetails = exactly<PaymentDetails>('PaymentDetails', {
  invoice: exactly<Invoice>('Invoice', {
    id: uuid,
    user_id: orNull(uuid),
    tariff_id: orNull(uuid),
    amount: whole,
    currency: oneOf('RUB'),
    status: oneOf('pending', 'paid', 'failed', 'canceled', 'refunded', 'expired'),
    external_id: orNull(some),
    metadata: object,
    created_at: moment,
    updated_at: moment,
  }),
  payments: list(
    exactly<Payment>('Payment', {
      id: uuid,
      invoice_id: uuid,
      provider: some,
      provider_payment_id: some,
      amount: whole,
      currency: oneOf('RUB'),
      status: paymentStatus,
      raw_payload: object,
      created_at: moment,
      updated_at: moment,
    }),
  ),
})

const eventType = oneOf(
  'payment_received',
  'payment_succeeded',
  'payment_failed',
  'renewed',
  'expired',
  'suspended',
  'resumed',
  'trial_started',
  'refunded',
  'auto_renew_failed',
)

export const billing = exactly<Billing>('Billing', {
  state: exactly<BillingState>('BillingState', {
    client_id: some,
    user_id: uuid,
    status: oneOf('active', 'expired', 'suspended'),
    expires_at: orNull(moment),
    last_sync: orNull(moment),
    auto_renew: flag,
    last_payment_id: orNull(uuid),
    created_at: moment,
    updated_at: moment,
  }),
  events: list(
    exactly<BillingEvent>('BillingEvent', {
      id: some,
      payment_id: orNull(uuid),
      event_type: eventType,
      reason: orNull(some),
      raw_payload: object,
      created_at: moment,
    }),
  ),
})

export const history = exactly<BillingHistory>(
  'BillingHistory',
  {
    page: whole,
    limit: whole,
    items: list(
      exactly<BillingHistoryItem>('BillingHistoryItem', {
        id: uuid,
        payment_id: uuid,
        event_type: eventType,
        status: oneOf('completed', 'pending', 'failed'),
        received_at: moment,
      }),
    ),
  },
  { extra: ['total'] },
)

export const refusal = exactly<{ message: string }>('refusal', { message: some })
