// What OpenSSL and Node call it, and what an operator can do something about.
const failures: readonly (readonly [RegExp, string])[] = [
  [/HANDSHAKE_TIMEOUT/, 'tls-timeout'],
  [/ECONNRESET|EPIPE/, 'tls-connection-lost'],
  // The client does not trust our certificate: it lacks our authority, or the name or time do not fit.
  [/ALERT_(UNKNOWN_CA|CERTIFICATE_UNKNOWN|BAD_CERTIFICATE|CERTIFICATE_EXPIRED|UNSUPPORTED_CERTIFICATE)/, 'tls-not-trusted'],
  [/HTTP_REQUEST|WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|RECORD_TOO_LONG/, 'tls-not-spoken'],
  [/UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|UNKNOWN_PROTOCOL/, 'tls-too-old'],
  [/NO_SHARED_CIPHER|NO_SUITABLE|NO_SHARED_GROUP|NO_COMMON/, 'tls-no-common-cipher'],
  [/APPLICATION_PROTOCOL/, 'tls-no-common-protocol'],
];

/** The kind of a failed handshake: few of them, so that they can be counted. */
export function handshakeFailure(error: Error & { readonly code?: string }): string {
  const told = `${error.code ?? ''} ${error.message}`.toUpperCase().replaceAll(' ', '_');
  return failures.find(([pattern]) => pattern.test(told))?.[1] ?? 'tls-failed';
}
