// VPN apps: on what they run, how each takes a subscription's address, and where to get them. An app's own address
// (hiddify://…) cannot be opened from Telegram, so buttons lead to /app/open first, an https page that opens it.

export type Platform = "android" | "ios" | "windows" | "macos" | "linux";
export const PLATFORMS: readonly Platform[] = ["android", "ios", "windows", "macos", "linux"];

export interface App {
  id: string;
  name: string;
  platforms: Partial<Record<Platform, string>>;
  /** The address that adds a subscription; `name` is what the app calls it. */
  link: (subscription: string, name: string) => string;
}

const HIDDIFY = "https://github.com/hiddify/hiddify-app/releases/latest";
const HAPP = "https://www.happ.su/main";
const HAPP_STORE = "https://apps.apple.com/app/happ-proxy-utility/id6504287215";
const SINGBOX_STORE = "https://apps.apple.com/app/sing-box-vt/id6673731168";
const play = (id: string) => `https://play.google.com/store/apps/details?id=${id}`;
const coded = encodeURIComponent;

/** The first of a platform is the one to recommend. */
export const APPS: readonly App[] = [
  {
    id: "happ", name: "Happ",
    platforms: { android: play("com.happproxy"), ios: HAPP_STORE, macos: HAPP_STORE, windows: HAPP },
    link: (url) => `happ://add/${url}`,
  },
  {
    id: "hiddify", name: "Hiddify",
    platforms: { android: play("app.hiddify.com"), windows: HIDDIFY, macos: HIDDIFY, linux: HIDDIFY },
    link: (url, name) => `hiddify://import/${url}#${coded(name)}`,
  },
  {
    id: "streisand", name: "Streisand",
    platforms: { ios: "https://apps.apple.com/app/streisand/id6450534064" },
    link: (url, name) => `streisand://import/${url}#${coded(name)}`,
  },
  {
    id: "v2rayng", name: "v2rayNG",
    platforms: { android: "https://github.com/2dust/v2rayNG/releases/latest" },
    link: (url, name) => `v2rayng://install-sub?url=${coded(url)}&name=${coded(name)}`,
  },
  {
    id: "clash", name: "Clash (FlClash, Clash Verge)",
    platforms: {
      android: "https://github.com/chen08209/FlClash/releases/latest",
      windows: "https://github.com/clash-verge-rev/clash-verge-rev/releases/latest",
      macos: "https://github.com/clash-verge-rev/clash-verge-rev/releases/latest",
      linux: "https://github.com/clash-verge-rev/clash-verge-rev/releases/latest",
    },
    link: (url, name) => `clash://install-config?url=${coded(url)}&name=${coded(name)}`,
  },
  {
    id: "sing-box", name: "sing-box",
    platforms: { android: play("io.nekohasekai.sfa"), ios: SINGBOX_STORE, macos: SINGBOX_STORE },
    link: (url, name) => `sing-box://import-remote-profile?url=${coded(url)}#${coded(name)}`,
  },
];

export function ownPlatform(): Platform {
  const agent = navigator.userAgent;
  if (/Android/.test(agent)) return "android";
  if (/iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && navigator.maxTouchPoints > 1)) return "ios";
  if (/Macintosh/.test(agent)) return "macos";
  return /Windows/.test(agent) ? "windows" : "linux";
}

/** The page that opens an app. The subscription's token stands behind "#", where no server log sees it. */
export function bounce(app: App, subscriptionUrl: string): string {
  const token = new URL(subscriptionUrl).pathname.replace(/^.*\/s\//, "");
  return `${location.origin}/app/open#${app.id}/${token}`;
}

/** What such a page was asked for; null for a damaged or foreign address. */
export function bounced(hash: string): { app: App; subscription: string } | null {
  const [id, token = ""] = hash.replace(/^#/, "").split("/");
  const app = APPS.find((one) => one.id === id);
  return app && /^[\w-]{8,128}$/.test(token) ? { app, subscription: `${location.origin}/s/${token}` } : null;
}
