import { z } from 'zod';

interface Setting {
  /** What the program calls it. */
  readonly field: string;
  readonly unit: string;
  readonly text: string;
  /** What happens at the bound. */
  readonly bound: string;
  /** Null is no limit. */
  readonly default: number | null;
  readonly least: number;
  readonly most: number;
  /** There has to be one: without it something would have no bound, or clients could not be told. */
  readonly needed?: true;
}

const mebibyte = 1024 ** 2;
const anyCount = 1_000_000_000;
const day = 24 * 3600;

/**
 * Every limit of connections that whoever runs the platform may set while it runs. The names are stable: they are what a refusal, the diary of a
 * device and the metrics call the limit.
 */
export const connectionLimitSettings = {
  'listener.connections': {
    field: 'listenerConnectionsMax',
    unit: 'connections',
    text: 'Connections of one listener at a time',
    bound: 'further ones are closed at once',
    // What sockets are opened for at most, see transport/listener.ts.
    ...{ default: 100_000, least: 1, most: 100_000 },
  },
  'listener.connectsPerSecond': {
    field: 'listenerConnectsPerSecondMax',
    unit: 'connects/s',
    text: 'CONNECT packets of one listener per second',
    bound: 'refused with 0x9F; as many again per second, and further connections are closed unread',
    ...{ default: 2_000, least: 1, most: anyCount },
  },
  'listener.connectBurst': {
    field: 'listenerConnectBurstMax',
    unit: 'connects',
    text: 'CONNECT packets of one listener at once',
    bound: 'as for listener.connectsPerSecond',
    ...{ default: 10_000, least: 1, most: anyCount },
  },
  'address.connections': {
    field: 'addressConnectionsMax',
    unit: 'connections',
    text: 'Connections of one address (of IPv6: one network of 64 bits) at a time; not of this machine itself',
    bound: 'further ones are closed at once',
    ...{ default: 5_000, least: 1, most: anyCount },
  },
  'address.connectsPerSecond': {
    field: 'addressConnectsPerSecondMax',
    unit: 'connects/s',
    text: 'CONNECT packets of one address per second, and ten times as many at once; not of this machine itself',
    bound: 'refused with 0x9F',
    ...{ default: 200, least: 1, most: anyCount },
  },
  'clientId.connectsPerSecond': {
    field: 'clientIdConnectsPerSecondMax',
    unit: 'connects/s',
    text: 'CONNECT packets of one client identifier of one user at one address per second, and thirty times as many at once',
    bound: 'refused with 0x9F',
    ...{ default: 1, least: 1, most: anyCount },
  },
  'device.connections': {
    field: 'sessionsPerDeviceMax',
    unit: 'connections',
    text: 'Connections of one device at a time, each with its own client identifier',
    bound: 'the oldest is closed',
    ...{ default: 8, least: 1, most: 10_000 },
  },
  'device.messagesPerSecond': {
    field: 'deviceMessagesPerSecondMax',
    unit: 'messages/s',
    text: 'Messages of one device per second, and five times as many at once',
    bound: 'its connections are read more slowly; QoS 0 is dropped',
    ...{ default: 10_000, least: 1, most: anyCount },
  },
  'device.bytesPerSecond': {
    field: 'deviceBytesPerSecondMax',
    unit: 'bytes/s',
    text: 'Bytes of the messages of one device per second, and five times as many at once',
    bound: 'as for device.messagesPerSecond',
    ...{ default: 16 * mebibyte, least: 1024, most: 1024 * 1024 * mebibyte },
  },
  'application.connections': {
    field: 'sessionsPerApplicationMax',
    unit: 'connections',
    text: 'Connections of one service account or token subject at a time',
    bound: 'further ones are refused with 0x97',
    ...{ default: 1_000, least: 1, most: anyCount },
  },
  'application.messagesPerSecond': {
    field: 'applicationMessagesPerSecondMax',
    unit: 'messages/s',
    text: 'Messages of one application per second, and five times as many at once',
    bound: 'as for device.messagesPerSecond',
    ...{ default: null, least: 1, most: anyCount },
  },
  'application.bytesPerSecond': {
    field: 'applicationBytesPerSecondMax',
    unit: 'bytes/s',
    text: 'Bytes of the messages of one application per second, and five times as many at once',
    bound: 'as for device.messagesPerSecond',
    ...{ default: null, least: 1024, most: 1024 * 1024 * mebibyte },
  },
  'session.subscriptions': {
    field: 'subscriptionsPerSessionMax',
    unit: 'filters',
    text: 'Topic filters of one session',
    bound: 'further ones are refused with 0x97',
    ...{ default: 500, least: 1, most: 100_000, needed: true },
  },
  'session.inflight': {
    field: 'inflightMax',
    unit: 'messages',
    text: 'Messages of QoS 1 and 2 on their way to one session that it has not acknowledged',
    bound: 'the next ones wait in its queue',
    ...{ default: 32, least: 1, most: 65_535, needed: true },
  },
  'session.queuedMessages': {
    field: 'queuedMessagesMax',
    unit: 'messages',
    text: 'Messages that wait for one session',
    bound: 'the oldest is dropped and counted',
    ...{ default: 1_000, least: 0, most: 1_000_000, needed: true },
  },
  'session.queuedBytes': {
    field: 'queuedBytesMax',
    unit: 'bytes',
    text: 'Bytes that wait for one session',
    bound: 'the oldest messages are dropped and counted',
    ...{ default: 8 * mebibyte, least: 0, most: 1024 * mebibyte, needed: true },
  },
  'session.expirySeconds': {
    field: 'sessionExpirySecondsMax',
    unit: 's',
    text: 'Time that a session outlives its connection',
    bound: 'a longer one that a client asks for is shortened to it, and clients of MQTT 5 are told',
    ...{ default: 30 * day, least: 0, most: 10 * 366 * day, needed: true },
  },
  'session.keepAliveSeconds': {
    field: 'keepAliveSecondsMax',
    unit: 's',
    text: 'Keep-alive time of clients of MQTT 5',
    bound: 'they are told this one where they ask for a longer or for none',
    ...{ default: 1_200, least: 5, most: 65_535, needed: true },
  },
  'session.topicAliases': {
    field: 'topicAliasMax',
    unit: 'aliases',
    text: 'Topic aliases that one client of MQTT 5 may use',
    bound: 'a higher one ends the connection with 0x94',
    ...{ default: 32, least: 0, most: 65_535, needed: true },
  },
  'packet.bytes': {
    field: 'packetBytesMax',
    unit: 'bytes',
    text: 'Largest MQTT packet of a client; none, or more than THALAMUS_PACKET_BYTES_MAX: what that says',
    bound: 'a larger one ends the connection with 0x95; clients of MQTT 5 are told the bound',
    ...{ default: null, least: 128, most: 256 * mebibyte },
  },
  'topic.levels': {
    field: 'topicLevelsMax',
    unit: 'levels',
    text: 'Levels of a topic or filter',
    bound: 'a deeper filter is refused, a deeper topic ends the connection with 0x90',
    ...{ default: 128, least: 4, most: 1_024, needed: true },
  },
  'retained.messages': {
    field: 'retainedMessagesMax',
    unit: 'messages',
    text: 'Retained messages of one tenant',
    bound: 'a further one is delivered but not kept, and acknowledged with 0x97',
    ...{ default: 200_000, least: 0, most: 100_000_000, needed: true },
  },
  'retained.bytes': {
    field: 'retainedBytesMax',
    unit: 'bytes',
    text: 'Bytes of the retained messages of one tenant, their topics included',
    bound: 'as for retained.messages',
    ...{ default: 256 * mebibyte, least: 0, most: 1024 * 1024 * mebibyte, needed: true },
  },
  'login.refusalsPerMinute': {
    field: 'refusedLoginsPerMinuteMax',
    unit: 'logins',
    text: 'Refused logins of one user name at one address per minute',
    bound: 'further ones are refused unasked with 0x9F for a minute, and twice as long each time it happens again, up to 15 minutes',
    ...{ default: 10, least: 1, most: anyCount },
  },
  'login.refusalsPerAddress': {
    field: 'refusedLoginsPerAddressMax',
    unit: 'logins',
    text: 'Refused logins of one address per minute, whatever the user name',
    bound: 'as for login.refusalsPerMinute, for everybody at that address',
    ...{ default: 100, least: 1, most: anyCount },
  },
  'flapping.disconnectsPerMinute': {
    field: 'disconnectsPerMinuteMax',
    unit: 'disconnects',
    text: 'Connections of one client that broke or were taken over per minute; a client that takes its leave does not count',
    bound: 'that client is banned for flapping.banSeconds',
    ...{ default: 15, least: 2, most: anyCount },
  },
  'flapping.banSeconds': {
    field: 'flappingBanSeconds',
    unit: 's',
    text: 'How long a client that comes and goes all the time is kept out',
    bound: 'then it may come again',
    ...{ default: 300, least: 1, most: day, needed: true },
  },
  'overload.delayMs': {
    field: 'overloadDelayMs',
    unit: 'ms',
    text: 'Lateness of the event loop from which on the platform is overloaded: level 1; level 2 at three times, level 3 at six times as much',
    bound: '1: who sends most is read more slowly; 2: new connections are refused with 0x89; 3: QoS 0 is dropped',
    ...{ default: 200, least: 10, most: 60_000 },
  },
  'overload.memoryBytes': {
    field: 'overloadMemoryBytes',
    unit: 'bytes',
    text: 'Memory of the program: level 1 at 80 %, level 2 at 88 %, level 3 at 94 % of it. None: what the machine or its container has',
    bound: 'as for overload.delayMs',
    ...{ default: null, least: 64 * mebibyte, most: 1024 * 1024 * mebibyte },
  },
  'drain.connectionsPerSecond': {
    field: 'drainPerSecond',
    unit: 'connections/s',
    text: 'Connections that a stop ends per second; faster where they would not all end in time',
    bound: 'so that not all devices come back at the same moment',
    ...{ default: 500, least: 1, most: anyCount, needed: true },
  },
} as const satisfies Record<string, Setting>;

type Settings = typeof connectionLimitSettings;
export type ConnectionLimitName = keyof Settings;
export const connectionLimitNames = Object.keys(connectionLimitSettings) as ConnectionLimitName[];

/** The limits in force, by the names that the program calls them; `Infinity` where there is none. */
export type ConnectionLimits = { readonly [Name in ConnectionLimitName as Settings[Name]['field']]: number };

/** Limits that somebody set: null is no limit, where there may be none; a name that is absent is left to the default. */
export const connectionLimitValuesSchema = z
  .strictObject(
    Object.fromEntries(
      connectionLimitNames.map((name) => {
        const { unit, text, bound, least, most, needed }: Setting = connectionLimitSettings[name];
        const value = z.int().min(least).max(most);
        const described = `${text}, ${unit}; at the bound: ${bound}`;
        return [name, (needed ? value : value.nullable()).optional().describe(described)];
      }),
    ) as Record<ConnectionLimitName, z.ZodOptional<z.ZodNullable<z.ZodInt>>>,
  )
  .meta({ id: 'ConnectionLimitValues' });
export type ConnectionLimitValues = z.infer<typeof connectionLimitValuesSchema>;

/** What was set, and the defaults for the rest. */
export function connectionLimitsOf(set: ConnectionLimitValues): ConnectionLimits {
  return Object.fromEntries(
    connectionLimitNames.map((name) => {
      const setting: Setting = connectionLimitSettings[name];
      const value = set[name] === undefined ? setting.default : set[name];
      return [setting.field, value ?? Number.POSITIVE_INFINITY];
    }),
  ) as Record<keyof ConnectionLimits, number>;
}
