/** The API's types, as the shop publishes them to front-end developers. Money: kopeks. Durations: seconds. Traffic: bytes. */

export interface RegisterRequest {
  email: string
  password: string
  referral?: string
}

export interface LoginRequest {
  email: string
  password: string
}

export interface AuthResponse {
  access_token: string
  refresh_token: string
  expires_in: number
  refresh_expires_at: string
  user: User
  roles: string[]
}

export interface User {
  id: string
  email: string | null
  telegram_id: number | null
  roles: string[]
  marzban_username: string | null
  marzban_id: string | null
  is_active: boolean
  is_admin: boolean
  referral_code: string | null
  referred_by: string | null
  created_at: string
  updated_at: string
}

export interface Tariff {
  id: string
  code: string
  name: string
  description: string | null
  price_amount: number
  currency: string
  duration_seconds: number
  created_at: string
  updated_at: string
}

export interface VPNNode {
  id: string
  name: string
  status: string
  location?: string
}

export interface VPNClient {
  id: string
  user_id: string
  marzban_client_id: string
  protocol: string
  transport: string | null
  created_at: string
  expires_at: string | null
  active: boolean
  subscription_url: string | null
  config_text: string | null
}

export type VPNKey = VPNClient

export interface Profile {
  user: User
  stats: { clients_total: number }
  clients: VPNClient[]
}

/** Of `/me/clients`: what the shop keeps, not what its panels do. */
export interface InternalClient {
  id: string
  uuid_key: string
  protocol: string
  transport: string
  flow: string | null
  status: string
  expires_at: string | null
}

export interface CreateClientRequest {
  protocol: string
  transport: string
  flow: string
  node_id?: string | null
  meta?: Record<string, unknown> | null
}

export interface CreatedClient {
  client_id: string
  uuid: string
}

export interface VPNConfig {
  config: string
  subscription_url: string
}

export interface UsageStats {
  client_id?: string
  up: number
  down: number
  total: number
  expires?: string
}

export interface CreatePaymentRequest {
  tariff_code: string
  payment_method?: string
  return_url?: string
}

export interface RenewRequest {
  tariff_code: string
  client_id: string
  return_url?: string
}

export interface PaymentResponse {
  invoice_id: string
  payment_id: string
  provider_payment_id: string
  payment_url: string
  status: string
}

export interface Invoice {
  id: string
  user_id: string | null
  tariff_id: string | null
  amount: number
  currency: string
  status: string
  external_id: string | null
  metadata: Record<string, unknown>
  created_at: string
  updated_at: string
}

export interface Payment {
  id: string
  invoice_id: string
  provider: string
  provider_payment_id: string
  amount: number
  currency: string
  status: string
  raw_payload: Record<string, unknown>
  created_at: string
  updated_at: string
}

export interface PaymentDetails {
  invoice: Invoice
  payments: Payment[]
}

export interface BillingState {
  client_id: string
  user_id: string
  status: string
  expires_at: string | null
  last_sync: string | null
  auto_renew: boolean
  last_payment_id: string | null
  created_at: string
  updated_at: string
}

export interface BillingEvent {
  id: string
  payment_id: string | null
  event_type: string
  reason: string | null
  raw_payload: Record<string, unknown>
  created_at: string
}

export interface Billing {
  state: BillingState
  events: BillingEvent[]
}

export interface BillingHistoryItem {
  id: string
  payment_id: string
  event_type: string
  status: string
  received_at: string
}

export interface BillingHistory {
  page: number
  limit: number
  items: BillingHistoryItem[]
}
