/** Time between the TCP connection and its CONNECT. */
export const connectWaitMs = 15_000;
/** Largest packet before the peer is known: a CONNECT with its will. */
export const connectBytesMax = 64 * 1024;
/** Publications of one connection that wait for the disk; beyond it the connection is not read. */
export const unacknowledgedPublishesMax = 4_096;
/** QoS 1 messages on their way to one session. */
export const inflightMessagesMax = 32;
/** Messages that wait for one session; the oldest is dropped and counted. */
export const queuedMessagesMax = 1_000;
/** Bytes that a peer may leave unread in our send buffer; above it the connection is closed. */
export const unsentBytesMax = 1024 * 1024;
/** Topic filters that one session may hold. */
export const subscriptionsPerSessionMax = 100;
/** Sessions that one device may hold at a time, each with its own client identifier; the oldest is closed. */
export const sessionsPerDeviceMax = 8;
/** Longest client identifier, in characters. */
export const clientIdCharactersMax = 256;
/** How long a closing listener waits for its sessions to get their last acknowledgements. */
export const drainMs = 5_000;
/** A closing connection whose peer does not take the last bytes is cut after this time. */
export const farewellMs = 5_000;
/** A connection whose data a used-up quota of its tenant keeps out is closed after this time, so that its device does not return at once. */
export const closedTenantWaitMs = 10_000;
/** How often idle connections are looked for. */
export const sweepMs = 1_000;
