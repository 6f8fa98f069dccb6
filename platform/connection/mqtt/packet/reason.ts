import type { ProtocolLevel } from './level.ts';

/** Reason codes of MQTT 5 (§2.4). */
export const reason = {
  success: 0x00,
  disconnectWithWill: 0x04,
  noMatchingSubscribers: 0x10,
  noSubscriptionExisted: 0x11,
  continueAuthentication: 0x18,
  reAuthenticate: 0x19,
  unspecifiedError: 0x80,
  malformedPacket: 0x81,
  protocolError: 0x82,
  implementationSpecificError: 0x83,
  unsupportedProtocolVersion: 0x84,
  clientIdentifierNotValid: 0x85,
  badUserNameOrPassword: 0x86,
  notAuthorized: 0x87,
  serverUnavailable: 0x88,
  serverBusy: 0x89,
  banned: 0x8a,
  serverShuttingDown: 0x8b,
  badAuthenticationMethod: 0x8c,
  keepAliveTimeout: 0x8d,
  sessionTakenOver: 0x8e,
  topicFilterInvalid: 0x8f,
  topicNameInvalid: 0x90,
  packetIdentifierInUse: 0x91,
  packetIdentifierNotFound: 0x92,
  receiveMaximumExceeded: 0x93,
  topicAliasInvalid: 0x94,
  packetTooLarge: 0x95,
  messageRateTooHigh: 0x96,
  quotaExceeded: 0x97,
  administrativeAction: 0x98,
  payloadFormatInvalid: 0x99,
  retainNotSupported: 0x9a,
  qosNotSupported: 0x9b,
  useAnotherServer: 0x9c,
  serverMoved: 0x9d,
  sharedSubscriptionsNotSupported: 0x9e,
  connectionRateExceeded: 0x9f,
  maximumConnectTime: 0xa0,
  subscriptionIdentifiersNotSupported: 0xa1,
  wildcardSubscriptionsNotSupported: 0xa2,
} as const;

export type ReasonCode = number;

/** What a CONNACK of MQTT 3.1 and 3.1.1 says instead (§3.2.2.3), of which one fits all that we refuse for [MQTT-3.2.2-6]: 1 version, 2 identifier, 3 unavailable, 4 credentials, 5 not authorised. */
export function connackReturn(level: ProtocolLevel, code: ReasonCode): number {
  if (level === 5 || code === 0) return code;
  switch (code) {
    case reason.unsupportedProtocolVersion:
      return 1;
    case reason.clientIdentifierNotValid:
      return 2;
    case reason.badUserNameOrPassword:
    case reason.badAuthenticationMethod:
      return 4;
    case reason.notAuthorized:
    case reason.banned:
      return 5;
    default:
      return 3;
  }
}
