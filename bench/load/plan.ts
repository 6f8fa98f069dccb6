/** One device's login. User name and password are left out for a broker that lets anybody in. */
export interface LoadSession {
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string;
}

/** What the generator process is told, as JSON on its standard input. */
export interface LoadPlan {
  readonly host: string;
  readonly port: number;
  readonly topic: string;
  /** One connection each. */
  readonly sessions: readonly LoadSession[];
  /** Unacknowledged messages per connection. */
  readonly inflight: number;
  readonly warmupSeconds: number;
  readonly seconds: number;
  /** Messages per second over all connections; null sends as fast as acknowledgements come. */
  readonly ratePerSecond: number | null;
  /** `server`: the message carries no time; `device`: it carries a time that grows by 1 ms from `deviceTimeMs` with every message of a connection. */
  readonly time: 'server' | 'device';
  readonly deviceTimeMs?: number;
}

/** What the generator process prints, as JSON on its standard output. */
export interface LoadResult {
  /** Everything sent and acknowledged, warm-up and drain included: what the tables must hold. */
  readonly sent: number;
  readonly acked: number;
  /** Acknowledged within the measured time, and that time. */
  readonly measuredAcked: number;
  readonly measuredSeconds: number;
  readonly perSecond: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly maxUs: number;
  readonly loginSeconds: number;
  /** CPU that the generator itself used while measuring, µs per acknowledged message: a sign of who was the limit. */
  readonly generatorCpuUsPerMessage: number;
  readonly generatorBusy: number;
  /** Epoch ms of the first publish and of the last acknowledgement. */
  readonly firstPublishMs: number;
  readonly lastAckMs: number;
  readonly errors: readonly string[];
}
