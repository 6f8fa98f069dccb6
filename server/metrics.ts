import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { IngestLog } from '#core/ports/ingest-log.ts';
import type { AnalyticsPlatform } from '#platform/analytics/index.ts';
import type { Certificates, ConnectionPlatform, Diagnostics, Limits } from '#platform/connection/index.ts';

/** Everything Prometheus may read, taken at the scrape: nothing is counted twice on the hot path. */
export function createMetrics(
  log: IngestLog,
  analytics: AnalyticsPlatform,
  connection: ConnectionPlatform,
  limits: Limits,
  diagnostics: Diagnostics,
  certificates: Certificates | undefined,
): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const { ingest, writer } = analytics.counters;
  const mqtt = connection.counters;

  gauge('thalamus_devices_online', 'Devices with a live session', () => connection.devicesOnline());
  gauge('thalamus_mqtt_connections', 'Open MQTT connections', () => mqtt.connections);
  counter('thalamus_mqtt_logins_total', 'Accepted MQTT logins', () => mqtt.accepted);
  counter('thalamus_mqtt_publishes_total', 'MQTT publications received', () => mqtt.publishes);
  counter('thalamus_mqtt_acknowledged_total', 'MQTT publications acknowledged', () => mqtt.acknowledged);
  counter('thalamus_mqtt_received_bytes_total', 'Bytes received over MQTT', () => mqtt.bytesIn);
  counter('thalamus_mqtt_delivered_total', 'Messages offered to subscribed sessions', () => mqtt.delivered);
  byReason('thalamus_mqtt_dropped_total', 'Messages that were not delivered', mqtt.dropped);
  byReason('thalamus_mqtt_refused_logins_total', 'Refused MQTT logins', mqtt.refusedLogins);
  byReason('thalamus_mqtt_disconnects_total', 'Ended MQTT connections', mqtt.disconnects);

  counter('thalamus_mqtt_sent_bytes_total', 'Bytes sent over MQTT', () => connection.stock().bytesOut);
  gauge('thalamus_mqtt_sessions', 'Sessions, connected or kept', () => connection.stock().sessions);
  gauge('thalamus_mqtt_subscriptions', 'Subscriptions of all sessions', () => connection.stock().subscriptions);
  gauge('thalamus_mqtt_inflight', 'Messages that were sent and not acknowledged', () => connection.stock().inflight);
  gauge('thalamus_mqtt_queued', 'Messages that wait for their session', () => connection.stock().queued);
  gauge('thalamus_mqtt_retained', 'Retained messages', () => connection.stock().retained);
  gauge('thalamus_mqtt_retained_bytes', 'Bytes of retained messages', () => connection.stock().retainedBytes);
  counter('thalamus_mqtt_journal_appended_total', 'Entries of the journal of sessions', () => connection.stock().journalAppended);
  counter('thalamus_connection_events_lost_total', 'Connection events that were not kept', () => diagnostics.diary.lost);
  gauge('thalamus_traces', 'Packet traces that run', () => diagnostics.tracer.running);
  const { journal } = connection;
  gauge('thalamus_mqtt_journal_waiting_rows', 'Changes of sessions that wait to be written to the database', () => journal.rows);
  gauge('thalamus_mqtt_journal_late_seconds', 'For how long the database has been writing the changes of sessions that it was given', () =>
    Math.max(0, journal.lateMs / 1000),
  );
  gauge('thalamus_mqtt_journal_congested', '1 while sockets are not read because the database does not take what sessions keep', () =>
    journal.congested ? 1 : 0,
  );
  counter('thalamus_mqtt_journal_rows_total', 'Changes of sessions that were written', () => journal.counters.rows);
  counter('thalamus_mqtt_journal_batches_total', 'Groups in which they were written', () => journal.counters.batches);
  counter('thalamus_mqtt_journal_failures_total', 'Groups that had to be written again', () => journal.counters.failures);
  counter(
    'thalamus_mqtt_journal_set_aside_total',
    'Sessions and retained messages that the database does not take',
    () => journal.counters.setAside,
  );

  byReason('thalamus_mqtt_turned_away_total', 'Connections that ended before a byte of MQTT was read', connection.turnedAway);
  new Gauge({
    name: 'thalamus_mqtt_listener_connections',
    help: 'Open connections by the way they came in',
    labelNames: ['listener'],
    registers: [registry],
    collect() {
      for (const { kind, connections } of connection.listeners()) this.set({ listener: kind }, connections);
    },
  });
  if (certificates !== undefined) {
    gauge(
      'thalamus_tls_certificate_expires_timestamp_seconds',
      'When the first certificate in use ends',
      () => certificates.state.expiresAt / 1000,
    );
    gauge('thalamus_tls_certificate_failed', '1 while newer certificate files can’t be used and the old stay in use', () =>
      certificates.state.failure === undefined ? 0 : 1,
    );
  }

  byLimit('thalamus_limit_fired_total', 'How often a limit of connections held somebody back', limits.fired);
  gauge(
    'thalamus_overload_level',
    '0 no overload, 1 who sends most is slowed, 2 new connections are refused, 3 QoS 0 is dropped',
    () => limits.overload.level,
  );
  gauge('thalamus_overload_delay_seconds', 'How late the event loop was at the last look', () => limits.overload.reading.delayMs / 1000);
  gauge('thalamus_overload_memory_share', 'Used part of the memory that the program may have', () => limits.overload.reading.memoryShare);
  gauge('thalamus_bans', 'Bans in force of clients and addresses', () => limits.bans.size);

  counter('thalamus_ingest_reports_total', 'Points taken into the log', () => ingest.reports);
  counter('thalamus_ingest_batches_total', 'Group commits', () => ingest.batches);
  byReason('thalamus_ingest_refused_total', 'Points refused by the thing model', ingest.refused);
  gauge('thalamus_ingest_congested', '1 while sockets are not read because the log is full or its disk is', () =>
    analytics.ingest.congested ? 1 : 0,
  );
  gauge('thalamus_ingest_log_bytes', 'Bytes acknowledged and not yet in the tables', () => log.stats().bytes);
  gauge('thalamus_ingest_log_bytes_max', 'Bound of the same', () => log.stats().bytesMax);
  gauge('thalamus_ingest_log_corruptions', 'Damaged stretches of the log that were set aside', () => log.stats().corruptions.length);
  counter('thalamus_writer_rows_total', 'Rows written to the tables, repeated ones included', () => writer.rows);
  counter('thalamus_writer_rounds_total', 'Rounds of inserts', () => writer.rounds);
  counter('thalamus_writer_failures_total', 'Rounds that failed and were tried again', () => writer.failures);
  counter('thalamus_writer_set_aside_total', 'Records that no table takes', () => writer.setAside);
  return registry;

  function gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  }

  function counter(name: string, help: string, read: () => number): void {
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  }

  function byLimit(name: string, help: string, fired: Iterable<readonly [string, number]>): void {
    new Counter({
      name,
      help,
      labelNames: ['limit'],
      registers: [registry],
      collect() {
        this.reset();
        for (const [limit, count] of fired) this.inc({ limit }, count);
      },
    });
  }

  function byReason(name: string, help: string, counts: ReadonlyMap<string, number>): void {
    new Counter({
      name,
      help,
      labelNames: ['reason'],
      registers: [registry],
      collect() {
        this.reset();
        // What a peer did wrong in detail stays in the log; here only its kind, so that labels stay few.
        for (const [reason, count] of counts) this.inc({ reason: reason.split(':', 1)[0] as string }, count);
      },
    });
  }
}
