import { each, exportsOf, later, lifetime, type Claims } from './claims.ts';
import type { CatalogEntry } from './entry.ts';
import { insteadOfConnecting, insteadOfWriting } from './instead.ts';
import { emitters } from './node-events.ts';
import { promisified } from './promisified.ts';

/**
 * Sockets, servers and names. A signal ends a socket, a request or a server; the call that starts it does not wait for it, so
 * every slot here is a `lifetime`.
 */

const api = 'https://nodejs.org/docs/latest-v20.x/api';

const listening: Claims = { callbacks: [1, 2, 3].map(later), signal: [lifetime(0, 'signal')] };
const closing: Claims = { callbacks: [later(0)] };

const requests: Record<string, Claims> = each(['request', 'get'], {
  callbacks: [later(1), later(2)],
  signal: [lifetime(0, 'signal'), lifetime(1, 'signal')],
  result: 'http:ClientRequest',
});

const http = [
  ...exportsOf('http', `${api}/http.html#httprequestoptions-callback`, requests),
  ...exportsOf('https', `${api}/https.html#httpsrequestoptions-callback`, requests),
  ...exportsOf('http', `${api}/http.html#httpcreateserveroptions-requestlistener`, {
    createServer: { callbacks: [later(0), later(1)], result: 'Server' },
  }),
  ...exportsOf('https', `${api}/https.html#httpscreateserveroptions-requestlistener`, {
    createServer: { callbacks: [later(0), later(1)], result: 'Server' },
  }),
  ...exportsOf('http', `${api}/http.html#class-httpserver`, { 'Server.prototype.setTimeout': { callbacks: [later(0), later(1)] } }),
  ...exportsOf('http', `${api}/http.html#class-httpclientrequest`, {
    ClientRequest: { instead: { ...insteadOfWriting, response: ['error', 'close', 'abort', 'timeout', 'upgrade'] } },
    'ClientRequest.prototype.setTimeout': { callbacks: [later(1)] },
  }),
  ...exportsOf('http', `${api}/http.html#class-httpserverresponse`, { 'OutgoingMessage.prototype.setTimeout': { callbacks: [later(1)] } }),
  ...emitters('http', `${api}/http.html`, ['Server', 'ClientRequest', 'IncomingMessage', 'ServerResponse', 'OutgoingMessage', 'Agent']),
  ...emitters('https', `${api}/https.html#class-httpsserver`, ['Server']),
];

const http2 = [
  ...exportsOf('http2', `${api}/http2.html#clienthttp2sessionrequestheaders-options`, {
    'ClientHttp2Session.prototype.request': { signal: [lifetime(1, 'signal')], result: 'ClientHttp2Stream' },
  }),
  ...exportsOf('http2', `${api}/http2.html#core-api`, {
    ...each(['createServer', 'createSecureServer'], { callbacks: [later(0), later(1)] }),
    connect: { callbacks: [later(1), later(2)], result: 'ClientHttp2Session' },
    'Http2Session.prototype.close': closing,
    'Http2Session.prototype.ping': { callbacks: [later(0), later(1)] },
  }),
  ...emitters('http2', `${api}/http2.html#class-http2session`, ['ClientHttp2Session', 'ClientHttp2Stream']),
];

const net = [
  ...exportsOf('net', `${api}/net.html#netconnect`, {
    ...each(['connect', 'createConnection'], { callbacks: [later(1), later(2)], signal: [lifetime(0, 'signal')], result: 'Socket' }),
  }),
  ...exportsOf('net', `${api}/net.html#new-netsocketoptions`, { Socket: { signal: [lifetime(0, 'signal')], type: 'emitter', instead: insteadOfConnecting } }),
  ...exportsOf('net', `${api}/net.html#netcreateserveroptions-connectionlistener`, {
    createServer: { callbacks: [later(0), later(1)], result: 'Server' },
  }),
  ...exportsOf('net', `${api}/net.html#event-error`, { Server: { instead: { listening: ['error', 'close'] } } }),
  ...exportsOf('net', `${api}/net.html#class-netserver`, {
    'Server.prototype.listen': listening,
    'Server.prototype.close': closing,
    'Server.prototype.getConnections': closing,
  }),
  ...exportsOf('net', `${api}/net.html#class-netsocket`, {
    'Socket.prototype.connect': { callbacks: [later(1), later(2)] },
    'Socket.prototype.write': { callbacks: [later(1), later(2)] },
    'Socket.prototype.end': { callbacks: [later(0), later(1), later(2)] },
    'Socket.prototype.setTimeout': { callbacks: [later(1)] },
  }),
  ...emitters('net', `${api}/net.html`, ['Socket', 'Server']),
  ...['http', 'https', 'tls'].flatMap(module =>
    exportsOf(module, `${api}/net.html#class-netserver`, { 'Server.prototype.listen': listening, 'Server.prototype.close': closing }),
  ),
];

const tls = [
  ...exportsOf('tls', `${api}/tls.html#tlsconnectoptions-callback`, {
    connect: { callbacks: [later(1), later(2), later(3)], result: 'TLSSocket' },
    createServer: { callbacks: [later(0), later(1)], result: 'Server' },
    'TLSSocket.prototype.renegotiate': { callbacks: [later(1)] },
  }),
  ...emitters('tls', `${api}/tls.html`, ['TLSSocket', 'Server']),
];

const dgram = [
  ...exportsOf('dgram', `${api}/dgram.html#dgramcreatesocketoptions-callback`, {
    createSocket: { callbacks: [later(1)], signal: [lifetime(0, 'signal')], result: 'Socket' },
  }),
  ...exportsOf('dgram', `${api}/dgram.html#class-dgramsocket`, {
    'Socket.prototype.bind': { callbacks: [later(0), later(1), later(2)] },
    'Socket.prototype.close': closing,
    'Socket.prototype.connect': { callbacks: [later(1), later(2)] },
    'Socket.prototype.send': { callbacks: [1, 2, 3, 4, 5].map(later) },
  }),
  ...emitters('dgram', `${api}/dgram.html#class-dgramsocket`, ['Socket']),
];

const withOptions = ['lookup', 'resolve', 'resolve4', 'resolve6'];
const records = [
  'resolveAny',
  'resolveCaa',
  'resolveCname',
  'resolveMx',
  'resolveNaptr',
  'resolveNs',
  'resolvePtr',
  'resolveSoa',
  'resolveSrv',
  'resolveTxt',
];
const resolverMethods = [...withOptions.slice(1), ...records, 'reverse'];

const dns = [
  ...exportsOf('dns', `${api}/dns.html`, {
    ...each(withOptions, { callbacks: [later(1), later(2)] }),
    ...each([...records, 'reverse'], { callbacks: [later(1)] }),
    lookupService: { callbacks: [later(2)] },
    ...each(
      withOptions.slice(1).map(name => `Resolver.prototype.${name}`),
      { callbacks: [later(1), later(2)] },
    ),
    ...each(
      [...records, 'reverse'].map(name => `Resolver.prototype.${name}`),
      { callbacks: [later(1)] },
    ),
  }),
  ...promisified('dns', [...withOptions, ...records, 'lookupService'], { rejects: 'witness' }),
  ...exportsOf('dns/promises', `${api}/dns.html#dns-promises-api`, {
    ...each([...withOptions, ...records, 'reverse', 'lookupService'], { rejects: 'witness' }),
    ...each(
      resolverMethods.map(name => `Resolver.prototype.${name}`),
      { rejects: 'witness' },
    ),
  }),
];

export const nodeNet: readonly CatalogEntry[] = [...http, ...http2, ...net, ...tls, ...dgram, ...dns];
