import type { FastifyReply, FastifyRequest } from 'fastify';
import { LONGEST } from './sessions.ts';
import type { Site } from './site.ts';

/** What a cookie is called: two logsifts of one machine have one each. `__Host-`: set over TLS, by this host alone. */
function cookieName({ port }: Site, secure: boolean): string {
  return secure ? '__Host-logsift' : `logsift_${port}`;
}

function isSecure(request: FastifyRequest): boolean {
  return request.protocol === 'https';
}

/** The secret of the session that a request came with; null where it has none, or none of ours. */
export function sessionOf(site: Site, request: FastifyRequest): string | null {
  const name = cookieName(site, isSecure(request));
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.split('=', 2);
    if (key?.trim() === name && /^[\w-]{43}$/.test(value?.trim() ?? '')) return value!.trim();
  }
  return null;
}

/** Sets the cookie of a session; null takes it away. No script sees it, and no page of another site sends it. */
export function setSession(
  site: Site,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  secret: string | null,
): void {
  const secure = isSecure(request);
  const flags = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  const life = `Max-Age=${secret === null ? 0 : LONGEST / 1000}`;
  reply.header('Set-Cookie', `${cookieName(site, secure)}=${secret ?? ''}; ${flags}; ${life}`);
}
