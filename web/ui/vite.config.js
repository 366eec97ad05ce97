import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { textsPlugin } from "./scripts/texts.mjs";

const UI = dirname(fileURLToPath(import.meta.url));
// Served by web/app_pages.py: the customers' cabinet at /app, the operators' console at /app/admin. One more entry is
// one more HTML file beside these, named here.
const ENTRIES = ["index", "admin"];

export default defineConfig({
  root: UI,
  base: "/app/",
  plugins: [textsPlugin()],
  build: {
    outDir: resolve(UI, "../static/app"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: Object.fromEntries(ENTRIES.map((name) => [name, resolve(UI, `${name}.html`)])) },
  },
  server: {
    proxy: { "^/(cabinet|api|media|pay|s|static)/": { target: process.env.SHOP || "http://127.0.0.1:8000", ws: true } },
  },
});
