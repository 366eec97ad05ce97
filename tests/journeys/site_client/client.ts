/** A front end's client of the API. It believes the published types; whether they are true is for `visit.ts` to see. */

import type {
  AuthResponse,
  Billing,
  BillingHistory,
  CreateClientRequest,
  CreatedClient,
  CreatePaymentRequest,
  InternalClient,
  LoginRequest,
  PaymentDetails,
  PaymentResponse,
  Profile,
  RegisterRequest,
  RenewRequest,
  Tariff,
  UsageStats,
  VPNConfig,
  VPNKey,
  VPNNode,
} from './types.js'

type Method = 'GET' | 'POST'

export interface Tokens {
  access: string
  refresh: string
}

/** A refusal: its status, the text that pages translate, and the whole body that it came in. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly body: unknown,
  ) {
    super(message)
    this.name = 'ApiError'
  }
}

export class ApiClient {
  tokens: Tokens | null = null
  private refreshing: Promise<AuthResponse> | null = null

  constructor(private readonly baseUrl: string) {}

  async register(asked: RegisterRequest): Promise<AuthResponse> {
    return this.signedIn(await this.send<AuthResponse>('POST', '/auth/register', asked))
  }

  async login(asked: LoginRequest): Promise<AuthResponse> {
    return this.signedIn(await this.send<AuthResponse>('POST', '/auth/login', asked))
  }

  /** New tokens for the old ones. Calls at the same time share one; a refusal signs out. */
  async refreshAccessToken(): Promise<AuthResponse> {
    this.refreshing ??= this.exchange().finally(() => {
      this.refreshing = null
    })
    return this.refreshing
  }

  async logout(): Promise<void> {
    await this.call<void>('POST', '/auth/logout', { refresh_token: this.tokens?.refresh })
    this.tokens = null
  }

  getTariffs(): Promise<Tariff[]> {
    return this.send('GET', '/tariffs')
  }

  getNodes(): Promise<VPNNode[]> {
    return this.send('GET', '/nodes')
  }

  getProfile(): Promise<Profile> {
    return this.call('GET', '/profile')
  }

  /** Keys as panels hold them: their `marzban_client_id` is for `/vpn/config` and `/configs`. */
  getProfileKeys(): Promise<VPNKey[]> {
    return this.call('GET', '/profile/keys')
  }

  getProfileUsage(clientId?: string): Promise<UsageStats> {
    return this.call('GET', `/profile/usage${query({ client_id: clientId })}`)
  }

  /** Keys as the shop keeps them: their `id` is for `revokeClient`. */
  getMeClients(): Promise<InternalClient[]> {
    return this.call('GET', '/me/clients')
  }

  createClient(asked: CreateClientRequest): Promise<CreatedClient> {
    return this.call('POST', '/me/clients', asked)
  }

  revokeClient(id: string): Promise<void> {
    return this.call('POST', `/me/clients/${encodeURIComponent(id)}/revoke`)
  }

  getVPNConfig(marzbanId: string): Promise<VPNConfig> {
    return this.call('GET', `/vpn/config/${encodeURIComponent(marzbanId)}`)
  }

  createPayment(asked: CreatePaymentRequest): Promise<PaymentResponse> {
    return this.call('POST', '/payments/create', asked)
  }

  renew(asked: RenewRequest): Promise<PaymentResponse> {
    return this.call('POST', '/vpn/renew', asked)
  }

  topUp(asked: RenewRequest): Promise<PaymentResponse> {
    return this.call('POST', '/vpn/topup', asked)
  }

  getPayment(id: string): Promise<PaymentDetails> {
    return this.call('GET', `/payments/${encodeURIComponent(id)}`)
  }

  getBillingState(clientId: string): Promise<Billing> {
    return this.call('GET', `/billing/state/${encodeURIComponent(clientId)}`)
  }

  getBillingHistory(page?: number, limit?: number): Promise<BillingHistory> {
    return this.call('GET', `/billing/history${query({ page, limit })}`)
  }

  /** As `send`; on a 401 the access token is refreshed once and the call made again. */
  private async call<T>(method: Method, path: string, body?: unknown): Promise<T> {
    try {
      return await this.send<T>(method, path, body)
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401 || this.tokens === null) throw error
    }
    await this.refreshAccessToken()
    return this.send<T>(method, path, body)
  }

  private async send<T>(method: Method, path: string, body?: unknown): Promise<T> {
    const headers: Record<string, string> = { Accept: 'application/json' }
    if (body !== undefined) headers['Content-Type'] = 'application/json'
    if (this.tokens !== null) headers['Authorization'] = `Bearer ${this.tokens.access}`
    const init: RequestInit = { method, headers, credentials: 'omit' }
    if (body !== undefined) init.body = JSON.stringify(body)
    const response = await fetch(this.baseUrl + path, init)
    if (!response.ok) throw await refusal(response)
    // Every other success has a body, or this throws.
    return (response.status === 204 ? undefined : await response.json()) as T
  }

  private async exchange(): Promise<AuthResponse> {
    const asked = { refresh_token: this.tokens?.refresh }
    try {
      return this.signedIn(await this.send<AuthResponse>('POST', '/auth/refresh', asked))
    } catch (error) {
      this.tokens = null
      throw error
    }
  }

  private signedIn(answer: AuthResponse): AuthResponse {
    this.tokens = { access: answer.access_token, refresh: answer.refresh_token }
    return answer
  }
}

async function refusal(response: Response): Promise<ApiError> {
  const body = (await response.json()) as { message: string }
  return new ApiError(response.status, body.message, body)
}

function query(values: Record<string, string | number | undefined>): string {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) if (value !== undefined) given.set(name, String(value))
  return given.size ? `?${given}` : ''
}
