// The shapes of the API by the names that screens use.

import type { Answer } from "./client";

export type Person = Answer<"get", "/cabinet/auth/me">;
export type SignedIn = Answer<"post", "/cabinet/auth/login-email">;
export type Subscription = Answer<"get", "/cabinet/subscription">;
export type Tariff = Answer<"get", "/cabinet/subscription/tariffs">["tariffs"][number];
export type Trial = Answer<"get", "/cabinet/subscription/trial-info">;
export type Method = Answer<"get", "/cabinet/balance/payment-methods">["methods"][number];
export type Pending = Answer<"get", "/cabinet/balance/pending-payments">["payments"][number];
export type Transaction = Answer<"get", "/cabinet/balance/transactions">["items"][number];
export type Ticket = Answer<"get", "/cabinet/tickets">["tickets"][number];
export type TicketMessage = Answer<"get", "/cabinet/tickets/{ticket_id}/messages">["messages"][number];
export type Friend = Answer<"get", "/cabinet/referral/referrals">["referrals"][number];
