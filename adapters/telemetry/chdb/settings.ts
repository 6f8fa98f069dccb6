/** Sessions of the engine: each runs one statement at a time, on its own thread. */
export const querySessionsMax = 3;
export const insertSessionsMax = 2;

/** Threads that calls into the engine may block: one per session (queries, inserts, one for DDL, one for cancelling). */
export const engineThreadsMax = querySessionsMax + insertSessionsMax + 2;

/** Longest a query may run, whatever its caller asked for. */
export const queryTimeoutMaxMs = 300_000;

const mib = 1024 * 1024;

/** Share of the engine's memory that one query may take, so that inserts always find room. */
const queryMemoryShare = 0.5;

/** The engine's server configuration: everything that would grow by itself is made small, nothing is logged into tables. */
export function engineConfig(memoryBytesMax: number): string {
  const settings: Readonly<Record<string, number>> = {
    max_server_memory_usage: memoryBytesMax,
    mark_cache_size: 32 * mib,
    uncompressed_cache_size: 0,
    index_mark_cache_size: 4 * mib,
    index_uncompressed_cache_size: 0,
    primary_index_cache_size: 32 * mib,
    query_condition_cache_size: 4 * mib,
    compiled_expression_cache_size: 4 * mib,
    parquet_metadata_cache_size: 4 * mib,
    iceberg_metadata_files_cache_size: 1 * mib,
    text_index_tokens_cache_size: 1 * mib,
    text_index_header_cache_size: 1 * mib,
    text_index_postings_cache_size: 1 * mib,
    vector_similarity_index_cache_size: 1 * mib,
    mmap_cache_size: 16,
    background_pool_size: 2,
    background_merges_mutations_concurrency_ratio: 2,
    background_move_pool_size: 1,
    background_fetches_pool_size: 1,
    background_common_pool_size: 1,
    background_schedule_pool_size: 2,
    iceberg_background_schedule_pool_size: 1,
    max_thread_pool_size: 256,
    max_thread_pool_free_size: 4,
    max_io_thread_pool_size: 8,
    max_io_thread_pool_free_size: 0,
  };
  const logTables = [
    'query',
    'query_thread',
    'query_views',
    'part',
    'metric',
    'asynchronous_metric',
    'trace',
    'text',
    'error',
    'processors_profile',
  ];
  return [
    '<clickhouse>',
    ...Object.entries(settings).map(([name, value]) => `  <${name}>${value}</${name}>`),
    ...logTables.map((name) => `  <${name}_log remove="1"/>`),
    // Merges may need twice the size of what they merge; on a small disk a smaller bound keeps room for inserts.
    '  <merge_tree>',
    '    <max_bytes_to_merge_at_max_space_in_pool>34359738368</max_bytes_to_merge_at_max_space_in_pool>',
    '    <number_of_free_entries_in_pool_to_lower_max_size_of_merge>1</number_of_free_entries_in_pool_to_lower_max_size_of_merge>',
    '    <number_of_free_entries_in_pool_to_execute_mutation>1</number_of_free_entries_in_pool_to_execute_mutation>',
    '    <number_of_free_entries_in_pool_to_execute_optimize_entire_partition>1</number_of_free_entries_in_pool_to_execute_optimize_entire_partition>',
    '  </merge_tree>',
    '</clickhouse>',
    '',
  ].join('\n');
}

/** Settings of every session, in the form of command-line arguments. */
export function sessionArguments(configFile: string, memoryBytesMax: number): readonly string[] {
  return [
    `--config-file=${configFile}`,
    `--max_memory_usage=${Math.floor(memoryBytesMax * queryMemoryShare)}`,
    '--max_threads=2',
    '--max_insert_threads=1',
    '--log_queries=0',
    '--output_format_json_quote_64bit_integers=0',
  ];
}
