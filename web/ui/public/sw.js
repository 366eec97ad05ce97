// Keeps the cabinet itself at hand, so that it opens without a connection and shows the last known key. Data is never
// kept here: the page remembers what it has to.
const NAME = "cabinet-1";
const INDEX = "/app/";
const KEPT = 60; // files; older builds' go first
const FOREIGN = /^\/app\/(verify-email|reset-password|admin)(\/|$)/;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(fresh(INDEX));
});

// The page tells what it was made of before this worker was there.
self.addEventListener("message", (event) => event.waitUntil(Promise.all(event.data.map(stored))));

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || FOREIGN.test(pathname)) return;
  if (request.mode === "navigate" && pathname.startsWith("/app")) event.respondWith(fresh(request));
  else if (pathname.startsWith("/app/assets/") || pathname === "/static/icon.svg") event.respondWith(stored(request));
});

/** The newest page while there is a connection, else the one that was seen last. */
async function fresh(request) {
  const cache = await caches.open(NAME);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(INDEX, answer.clone());
    return answer;
  } catch {
    return (await cache.match(INDEX)) || Response.error();
  }
}

/** Files whose names change with what is in them. */
async function stored(request) {
  const cache = await caches.open(NAME);
  const known = await cache.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) {
    await cache.put(request, answer.clone());
    const old = (await cache.keys()).filter(({ url }) => url.includes("/assets/")).slice(0, -KEPT);
    await Promise.all(old.map((one) => cache.delete(one)));
  }
  return answer;
}
