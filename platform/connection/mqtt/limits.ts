/** Time between the TCP connection and its CONNECT. */
export const connectWaitMs = 15_000;
/** Largest packet before the peer is known: a CONNECT with its will. */
export const connectBytesMax = 64 * 1024;
/** Publications of one connection that are not acknowledged; beyond it the connection is not read, and a client of MQTT 5, which is told, is ended. */
export const unacknowledgedPublishesMax = 4_096;
/** Bytes that a peer may leave unread in our send buffer; above it QoS 0 is dropped, QoS 1 and 2 wait, and nothing more of it is read. */
export const unsentBytesMax = 1024 * 1024;
/** A peer that takes nothing of what was sent for this long is disconnected. */
export const sendWaitMs = 15_000;
/** Longest client identifier, in characters. */
export const clientIdCharactersMax = 256;
/** A stop ends all connections within this time, a few at a time. */
export const drainMs = 5_000;
/** How long a stop waits then for connections that are still owed acknowledgements. */
export const lastAcknowledgementsMs = 5_000;
/** How often a stop looks whether they have. */
export const drainPollMs = 20;
/** A closing connection whose peer does not take the last bytes is cut after this time. */
export const farewellMs = 5_000;
/** A connection whose data a used-up quota of its tenant keeps out is closed after this time, so that its device does not return at once. */
export const closedTenantWaitMs = 10_000;
/** How often idle connections, due wills and sessions at their end are looked for. */
export const sweepMs = 1_000;
/** Longest explanation that goes with an acknowledgement, in characters; clients that take only small packets get none. */
export const reasonCharactersMax = 120;
/** Clients that take no larger packets than this get acknowledgements without explanations. */
export const explainedPacketBytesMin = 512;
