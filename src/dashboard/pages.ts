import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Access } from './access.ts';
import { sessionOf, setSession } from './cookies.ts';
import { API } from './mount.ts';
import { ApiProblem } from './problem.ts';
import type { Site } from './site.ts';
import type { PageFile, PageFiles } from './static-files.ts';

/** Address of a page that ends in a name, which may hold dots and escaped slashes: nothing is looked up by it here. */
const OF_A_NAME = /\/(?:host|template|incident)\/(?!\.{1,2}$)[^/\\\0]+$/;

/** Serves the page and its files, and takes one-time links; everything that is not of the API. */
export function servePages(
  app: FastifyInstance,
  options: { readonly files: PageFiles | null; readonly access: Access; readonly site: Site },
): void {
  const { files } = options;
  app.setNotFoundHandler((request, reply) => {
    const [path, query] = split(request.url);
    if (path === API || path.startsWith('/api/'))
      throw new ApiProblem(404, `there is no such thing; ${API}/openapi.json says what there is`);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      reply.header('Allow', 'GET, HEAD');
      throw new ApiProblem(405, 'only GET');
    }
    const file = files?.file(path) ?? null;
    if (file !== null) return send(request, reply, file);
    // What looks like a file is one that there is not; but names of hosts look like anything.
    const strange = /\.\w{1,8}$/.test(path) || path.includes('/assets/') || !isClean(path);
    if (strange && !OF_A_NAME.test(path)) throw new ApiProblem(404, 'there is no such file');
    const token = new URLSearchParams(query).get('token');
    if (token !== null && request.method === 'GET')
      return signIn(request, reply, { ...options, path, token });
    if (files === null) throw new ApiProblem(404, 'the page was not built; the API is below /api/v1');
    return send(request, reply, files.page(path));
  });
}

/** A link of this machine becomes a session, and leaves the address: it must not stay in a history or a bookmark. */
function signIn(
  request: FastifyRequest,
  reply: FastifyReply,
  given: { readonly access: Access; readonly site: Site; readonly path: string; readonly token: string },
): FastifyReply {
  const { access, site, path, token } = given;
  // A browser that only looks ahead must not use it up.
  if (/prefetch/i.test(String(request.headers['sec-purpose'] ?? ''))) return reply.code(503).send();
  const secret = access.byLink(token.slice(0, 200));
  const before = sessionOf(site, request);
  // Who follows the same link again is in already.
  if (secret === null && (before === null || access.bySession(before) === null)) {
    const up = '../'.repeat(path.split('/').length - 2);
    return reply.redirect(`${up === '' ? './' : up}login?why=link`, 303);
  }
  if (secret !== null) setSession(site, { request, reply }, secret);
  return reply.redirect(`./${path.slice(path.lastIndexOf('/') + 1)}`, 303);
}

function send(request: FastifyRequest, reply: FastifyReply, file: PageFile): FastifyReply {
  const zips = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const bytes = zips ? file.zipped : file.bytes;
  reply.type(file.type).header('Vary', 'Accept-Encoding');
  if (zips) reply.header('Content-Encoding', 'gzip');
  if (file.forever) reply.header('Cache-Control', 'public, max-age=31536000, immutable');
  reply.header('Content-Length', bytes.length);
  return reply.send(request.method === 'HEAD' ? undefined : bytes);
}

/** A path of a page: names of hosts and ids, nothing that climbs. */
function isClean(path: string): boolean {
  return /^\/[^\\\0]*$/.test(path) && !/(?:^|\/)\.{1,2}(?:\/|$)|%(?:00|2e|2f|5c)/i.test(path);
}

function split(url: string): readonly [path: string, query: string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}
