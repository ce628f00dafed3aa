import { type Crypto, cryptography, runtime } from "./runtime.ts";

/** What a connection by TLS is made with beside the runtime's own authorities. All are PEM texts. */
export interface TlsOptions {
  /** The certificates of the authorities that a server's may be signed by. */
  readonly ca?: string;
  /** The client's certificate, followed by those between it and its authority. Needs `key`. */
  readonly certificate?: string;
  /** The client's private key, not encrypted: RSA of 2,048 bits or more, ECDSA (P-256, P-384, P-521) or Ed25519. */
  readonly key?: string;
}

/** As the global `fetch()`. */
export type Fetch = (url: URL, init: RequestInit) => Promise<Response>;

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** What all the runtimes' TLS can sign with. Deno ends the process for any other key. */
const CURVES: readonly string[] = ["prime256v1", "secp384r1", "secp521r1"];
const LEAST_RSA_BITS = 2048;

/**
 * Looks through the options, since a runtime may refuse them late, or not survive them.
 *
 * @throws {TypeError} if they can't be used here; its message repeats nothing of them.
 */
export function checkTls({ ca, certificate, key }: TlsOptions): void {
  if (ca === undefined && certificate === undefined && key === undefined) return;
  const crypto = cryptography();
  if (crypto === undefined || !hasOwnTls()) {
    throw new TypeError("tls: fetch() takes certificates in Deno and in Bun alone");
  }
  if (ca !== undefined) checkCertificates(crypto, "ca", ca);
  if (certificate === undefined && key === undefined) return;
  if (certificate === undefined || key === undefined) {
    throw new TypeError("tls: expected both certificate and key, or neither");
  }
  checkCertificates(crypto, "certificate", certificate);
  checkKey(crypto, certificate, key);
}

function checkCertificates({ X509Certificate }: Crypto, option: string, text: string): void {
  try {
    const certificates = text.match(CERTIFICATE) ?? [];
    for (const certificate of certificates) new X509Certificate(certificate);
    if (certificates.length > 0) return;
  } catch {
    // The error tells the same in the runtime's words.
  }
  throw new TypeError(`tls.${option}: expected certificates as PEM text`);
}

function checkKey({ X509Certificate, createPrivateKey }: Crypto, certificate: string, text: string): void {
  let key;
  try {
    key = createPrivateKey(text);
  } catch {
    throw new TypeError("tls.key: expected a private key as PEM text, not encrypted");
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: { modulusLength = 0, namedCurve = "" } = {} } = key;
  const usable = type === "ed25519" || type === "rsa" && modulusLength >= LEAST_RSA_BITS ||
    type === "ec" && CURVES.includes(namedCurve);
  if (!usable) {
    throw new TypeError("tls.key: expected RSA of 2048 bits or more, ECDSA (P-256, P-384, P-521) or Ed25519");
  }
  if (!new X509Certificate(certificate).checkPrivateKey(key)) {
    throw new TypeError("tls: the key isn't that of the certificate");
  }
}

function hasOwnTls(): boolean {
  return runtime.Deno?.createHttpClient !== undefined || runtime.process?.versions?.["bun"] !== undefined;
}

/** The global `fetch()` with these options, which {@linkcode checkTls} has let through. */
export function fetchWith({ ca, certificate, key }: TlsOptions): Fetch {
  if (ca === undefined && certificate === undefined) return (url, init) => fetch(url, init);
  const client = certificate === undefined || key === undefined ? {} : { cert: certificate, key };
  // Deno takes a client, with a pool of connections of its own; Bun takes the options with each request.
  const own: object = runtime.Deno?.createHttpClient === undefined
    ? { tls: { ...client, ...(ca === undefined ? {} : { ca }) } }
    : {
      client: runtime.Deno.createHttpClient({ ...client, ...(ca === undefined ? {} : { caCerts: [ca] }) }),
    };
  return (url, init) => fetch(url, { ...init, ...own });
}
