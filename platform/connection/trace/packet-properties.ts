/** How a property of MQTT 5 is written (§2.2.2.2). */
type PropertyForm = 'byte' | 'u16' | 'u32' | 'varint' | 'text' | 'binary' | 'pair';

/** Properties of MQTT 5 by identifier, with the names that a trace shows. */
export const packetProperties: Readonly<Record<number, readonly [name: string, form: PropertyForm]>> = {
  1: ['payload-format', 'byte'],
  2: ['message-expiry', 'u32'],
  3: ['content-type', 'text'],
  8: ['response-topic', 'text'],
  9: ['correlation-data', 'binary'],
  11: ['subscription-id', 'varint'],
  17: ['session-expiry', 'u32'],
  18: ['assigned-client-id', 'text'],
  19: ['server-keep-alive', 'u16'],
  21: ['auth-method', 'text'],
  22: ['auth-data', 'binary'],
  23: ['request-problem-information', 'byte'],
  24: ['will-delay', 'u32'],
  25: ['request-response-information', 'byte'],
  26: ['response-information', 'text'],
  28: ['server-reference', 'text'],
  31: ['reason-string', 'text'],
  33: ['receive-maximum', 'u16'],
  34: ['topic-alias-maximum', 'u16'],
  35: ['topic-alias', 'u16'],
  36: ['maximum-qos', 'byte'],
  37: ['retain-available', 'byte'],
  38: ['user-property', 'pair'],
  39: ['maximum-packet-size', 'u32'],
  40: ['wildcard-subscription-available', 'byte'],
  41: ['subscription-id-available', 'byte'],
  42: ['shared-subscription-available', 'byte'],
};
