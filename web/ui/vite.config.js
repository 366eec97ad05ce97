import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { textsPlugin } from "./scripts/texts.mjs";

const UI = dirname(fileURLToPath(import.meta.url));

// Served by web/app_pages.py at /app. One more entry is one more HTML file beside index.html, named here: admin.html
// would be served at /app/admin.
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
    rolldownOptions: { input: { index: resolve(UI, "index.html") } },
  },
  server: { proxy: { "^/(cabinet|media|pay|s|static)/": { target: process.env.SHOP || "http://127.0.0.1:8000", ws: true } } },
});
