/* Opened once with signal, a member's page opens again without. STAMP (the version) and PLACE come before this line. */
"use strict";
const SHELL = `${PLACE}-shell-${STAMP}`, PAGES = `${PLACE}-pages`, PATIENCE_MS = 6000;
const PARTS = [`/assets/field/field.css?v=${STAMP}`, ...["checkin.css", "outbox.js", "checkin.js"].map((name) => `/assets/member/${name}?v=${STAMP}`)];

self.addEventListener("install", (event) => { event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll([...PARTS, "/assets/field/icon-192.png"])).then(() => self.skipWaiting())); });
self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith(`${PLACE}-shell-`) && name !== SHELL).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});
async function keep(request, answer) {
  const cache = await caches.open(PAGES), url = request.url.split("#")[0];
  if (answer.ok) await cache.put(url, answer);
  else if (answer.status === 404 || answer.status === 410) await cache.delete(url, {ignoreSearch: true});   // the link has ended
}
async function page(event) {
  const network = fetch(event.request);
  event.waitUntil(network.then((answer) => keep(event.request, answer.clone())).catch(() => 0));
  const cache = await caches.open(PAGES), url = event.request.url.split("#")[0];
  const old = (await cache.match(url)) || (await cache.match(url, {ignoreSearch: true}));
  if (!old) return network;
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
  if (url.pathname.startsWith("/assets/")) event.respondWith(part(event.request));
  else if (event.request.mode === "navigate" && /^\/checkin\/[^/]+$/.test(url.pathname)) event.respondWith(page(event));
});
