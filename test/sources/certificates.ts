import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

export interface Certificate {
  /** Paths of PEM files. */
  readonly cert: string;
  readonly key: string;
}

export interface Certificates {
  /** Path of the authority that signed all but `stranger`. */
  readonly ca: string;
  readonly server: Certificate;
  readonly client: Certificate;
  readonly expired: Certificate;
  /** Signed by an authority nobody knows. */
  readonly stranger: Certificate;
}

const made = new Map<unknown, Certificates>();

/** Certificates made by openssl, once for each scratch folder. */
export function certificates(at: (name: string) => string): Certificates {
  const known = made.get(at);
  if (known !== undefined) return known;
  const ca = authority(at, 'authority');
  const other = authority(at, 'other-authority');
  const all = {
    ca: ca.cert,
    server: signed(at, 'server', ca),
    client: signed(at, 'client', ca),
    expired: signed(at, 'expired', ca, ['-not_before', '20200101000000Z', '-not_after', '20210101000000Z']),
    stranger: signed(at, 'stranger', other),
  };
  made.set(at, all);
  return all;
}

const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

function names(name: string): string[] {
  return ['-addext', `subjectAltName=DNS:${name},IP:127.0.0.1`];
}

function openssl(args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

function authority(at: (name: string) => string, name: string): Certificate {
  const [cert, key] = [at(`${name}.pem`), at(`${name}.key`)];
  const files = ['-keyout', key, '-out', cert];
  openssl(['req', '-x509', ...EC, ...files, '-days', '30', '-subj', `/CN=${name}`]);
  return { cert, key };
}

/** `times` sets when it is valid, which only `openssl ca` can do in the past. */
function signed(
  at: (name: string) => string,
  name: string,
  issuer: Certificate & { times?: never },
  times: readonly string[] = [],
): Certificate {
  const [cert, key, request] = [at(`${name}.pem`), at(`${name}.key`), at(`${name}.csr`)];
  openssl(['req', ...EC, '-keyout', key, '-out', request, '-subj', `/CN=${name}`, ...names(name)]);
  if (times.length === 0) {
    const signer = ['-CA', issuer.cert, '-CAkey', issuer.key, '-CAcreateserial', '-copy_extensions', 'copy'];
    openssl(['x509', '-req', '-in', request, ...signer, '-out', cert, '-days', '30']);
    return { cert, key };
  }
  const config = at(`${name}.cnf`);
  writeFileSync(at(`${name}.index`), '');
  writeFileSync(at(`${name}.serial`), '01\n');
  writeFileSync(
    config,
    `[ca]\ndefault_ca=d\n[d]\ndatabase=${at(`${name}.index`)}\nserial=${at(`${name}.serial`)}\nnew_certs_dir=${at('.')}\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n`,
  );
  const [, from, , to] = times;
  const dates = ['-startdate', from!, '-enddate', to!];
  const signer = ['-cert', issuer.cert, '-keyfile', issuer.key];
  openssl(['ca', '-batch', '-config', config, ...signer, ...dates, '-in', request, '-out', cert]);
  return { cert, key };
}
