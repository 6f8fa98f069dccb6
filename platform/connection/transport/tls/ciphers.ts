import type { SecureContextOptions } from 'node:tls';

/** A client may resume a session with its ticket, without a new key exchange, for this time. */
const ticketSeconds = 12 * 3_600;

/**
 * TLS 1.2 and 1.3 with forward secrecy and authenticated encryption only: AES-GCM, of 128 bits too since that is what small devices have in
 * hardware, and ChaCha20 for those that have none.
 */
export const cipherOptions: SecureContextOptions = {
  minVersion: 'TLSv1.2',
  ciphers: [
    'TLS_AES_128_GCM_SHA256',
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-RSA-AES128-GCM-SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-CHACHA20-POLY1305',
    'ECDHE-RSA-CHACHA20-POLY1305',
  ].join(':'),
  // The client knows best which of these is cheap for it.
  honorCipherOrder: false,
  sessionTimeout: ticketSeconds,
  // Without one, OpenSSL refuses to resume sessions in which a client certificate was asked for.
  sessionIdContext: 'thalamus',
};
