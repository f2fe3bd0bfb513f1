/* Opened once with signal, the field pages open again without. STAMP (the version) and PLACE come before this line.
 * Pages are kept by account, one account at a time; whose they are stands in the header X-Canhlua-Who. */
"use strict";
const SHELL = `${PLACE}-shell-${STAMP}`, PAGES = `${PLACE}-pages-`, WHO = `${PLACE}-who`, PATIENCE_MS = 6000;
const OFFLINE = "/assets/field/offline.html";
const PARTS = ["words-vi.js", "words-en.js", "field.css", "queue.js", "field.js", "answer.js"].map((name) => `/assets/field/${name}?v=${STAMP}`);

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll([...PARTS, OFFLINE, "/assets/field/icon-192.png"])).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith(`${PLACE}-shell-`) && name !== SHELL).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

async function whose() {
  if (!(await caches.has(WHO))) return null;
  const kept = await (await caches.open(WHO)).match("/m/who");
  return kept ? kept.text() : null;
}
async function keep(request, answer) {
  const who = answer.headers.get("X-Canhlua-Who");
  if (!answer.ok || !who) return;
  if ((await whose()) !== who) {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith(PAGES) && name !== PAGES + who).map((name) => caches.delete(name)));
    await (await caches.open(WHO)).put("/m/who", new Response(who));
  }
  await (await caches.open(PAGES + who)).put(request.url.split("#")[0], answer);
}
async function kept(request) {
  const who = await whose();
  if (!who || !(await caches.has(PAGES + who))) return undefined;
  const cache = await caches.open(PAGES + who);
  return (await cache.match(request.url.split("#")[0])) || cache.match(request.url.split("#")[0], {ignoreSearch: true});
}
async function page(event) {
  const network = fetch(event.request);
  event.waitUntil(network.then((answer) => keep(event.request, answer.clone())).catch(() => 0));
  const old = await kept(event.request);
  if (!old) return network.catch(async () => (await caches.match(OFFLINE)) || Response.error());
  const late = new Promise((later) => setTimeout(() => later(null), PATIENCE_MS));
  const first = await Promise.race([network.catch(() => null), late]);
  network.catch(() => 0);
  return first && first.status < 500 ? first : old;
}
async function part(request) {
  const cache = await caches.open(SHELL);
  const exact = await cache.match(request);
  if (exact) return exact;
  try { return await fetch(request); } catch (cut) { return (await cache.match(request, {ignoreSearch: true})) || Response.error(); }
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/assets/field/")) event.respondWith(part(event.request));
  else if (event.request.mode === "navigate" && url.pathname.startsWith("/m/") && !/\.(gpx|kml|jpg)$/.test(url.pathname)) event.respondWith(page(event));
});
