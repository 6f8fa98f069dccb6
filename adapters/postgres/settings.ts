/** Settings of the embedded server: durable, small when idle, reachable only through its socket. */
export function serverSettings(cluster: string, socketFolder: string): Readonly<Record<string, string>> {
  return {
    cluster_name: cluster,
    listen_addresses: '',
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    max_connections: String(serverConnectionsMax),
    superuser_reserved_connections: '2',

    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',

    shared_buffers: `${sharedBuffersMb}MB`,
    work_mem: '4MB',
    maintenance_work_mem: '32MB',
    huge_pages: 'off',
    jit: 'off',

    // No replication, no parallel workers, I/O in the backend itself: five processes less.
    wal_level: 'minimal',
    max_wal_senders: '0',
    min_wal_size: '32MB',
    max_wal_size: '256MB',
    checkpoint_timeout: '10min',
    io_method: 'sync',
    max_worker_processes: '1',
    max_parallel_workers: '0',
    max_parallel_workers_per_gather: '0',
    max_logical_replication_workers: '0',
    autovacuum: 'on',
    autovacuum_max_workers: '1',
    autovacuum_worker_slots: '2',

    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    log_line_prefix: '',
    log_checkpoints: 'off',
    // Errors of statements reach their caller; here only the server's own words, which begin at LOG.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
  };
}

/** Most connections that the embedded server takes. */
const serverConnectionsMax = 40;
const sharedBuffersMb = 32;
