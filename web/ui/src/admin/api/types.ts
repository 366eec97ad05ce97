// The shapes of the API by the names that screens use.

import type { Answer } from "./client";

export type Me = Answer<"get", "/api/admin/v1/me">;
export type Overview = Answer<"get", "/api/admin/v1/overview">;
export type FirstSteps = Answer<"get", "/api/admin/v1/first-steps">;
export type Sales = Answer<"get", "/api/admin/v1/sales">;
export type Dashboard = Answer<"get", "/api/usage/dashboard">;
export type Event = Answer<"get", "/api/events">["events"][number];
export type Backup = Answer<"get", "/api/backups">["backups"][number];
export type Check = Answer<"get", "/api/tests/list">["tests"][number];
export type User = Answer<"get", "/api/admin/v1/users">["items"][number];
export type UserCard = Answer<"get", "/api/admin/v1/users/{user_id}">["user"];
export type Held = NonNullable<User["subscription"]>;
export type Payment = Answer<"get", "/api/admin/v1/payments">["items"][number];
export type Purchase = Answer<"get", "/api/admin/v1/purchases">["items"][number];
export type Ticket = Answer<"get", "/api/admin/v1/tickets">["items"][number];
export type Conversation = Answer<"get", "/api/admin/v1/tickets/{ticket_id}">["ticket"];
export type Server = Answer<"get", "/api/admin/v1/servers">["items"][number];
export type Tariff = Answer<"get", "/api/admin/v1/tariffs">["items"][number];
export type Promocode = Answer<"get", "/api/admin/v1/promocodes">["items"][number];
export type Campaign = Answer<"get", "/api/admin/v1/campaigns">["items"][number];
export type Settings = Answer<"get", "/api/admin/v1/settings">;
export type Setting = Settings["settings"][number];
export type SettingGroup = Settings["groups"][number];
export type SettingsVersion = Answer<"get", "/api/admin/v1/settings/history">["items"][number];
export type Broadcast = Answer<"get", "/api/admin/v1/broadcasts">["items"][number];
export type Vendor = Answer<"get", "/api/admin/v1/vendors">["items"][number];
export type Way = Answer<"get", "/api/admin/v1/methods">["items"][number];
export type Text = Answer<"get", "/api/admin/v1/texts">["items"][number];
export type Rendering = Answer<"post", "/api/admin/v1/texts/{language}/{key}/preview">["renderings"][number];
