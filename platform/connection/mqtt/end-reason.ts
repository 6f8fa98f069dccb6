import { type ReasonCode, reason } from './packet/reason.ts';

/** Why connections end that nobody's packet broke; what operators and counters are told, and what MQTT 5 clients get in DISCONNECT (§3.14.2.1). */
const codes: Readonly<Record<string, ReasonCode>> = {
  'taken-over': reason.sessionTakenOver,
  'keep-alive': reason.keepAliveTimeout,
  'shutting-down': reason.serverShuttingDown,
  'credentials-changed': reason.administrativeAction,
  'device-removed': reason.administrativeAction,
  administrative: reason.administrativeAction,
  revoked: reason.administrativeAction,
  'login-expired': reason.maximumConnectTime,
  banned: reason.administrativeAction,
  'too-many-sessions': reason.quotaExceeded,
  'slow-consumer': reason.quotaExceeded,
  'packet-too-large': reason.packetTooLarge,
  'internal-error': reason.implementationSpecificError,
};

/** The code of an end that the server decides on. */
export function disconnectCode(why: string): ReasonCode {
  if (why.startsWith('quota ') || why.startsWith('limit ')) return reason.quotaExceeded;
  return codes[why] ?? reason.unspecifiedError;
}

/** Ends of which the peer is not told: it said so itself, or is not there any more. */
export function isSilent(why: string): boolean {
  return why === 'client' || why === 'client-with-will' || why === 'connection-lost' || why === 'network-error';
}
