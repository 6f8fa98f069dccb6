import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Values of a recorded series in time order; their own times are left behind, they are replayed at even steps. */
export interface Series {
  readonly name: string;
  readonly values: readonly number[];
}

export type RecordedSeries = 'machine_temperature_system_failure' | 'ambient_temperature_system_failure';

/** Reads one of the shipped NAB series. */
export async function loadSeries(name: RecordedSeries): Promise<Series> {
  const file = fileURLToPath(new URL(`./nab/${name}.csv`, import.meta.url));
  return { name, values: parseSeries(await readFile(file, 'utf8')) };
}

/** Parses `timestamp,value` lines below a head line; throws naming the line that is not one. */
export function parseSeries(csv: string): number[] {
  const lines = csv.split(/\r?\n/);
  if (lines[0]?.trim() !== 'timestamp,value') throw new Error(`line 1 is ${JSON.stringify(lines[0])}, expected timestamp,value`);
  const values: number[] = [];
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line === '') continue;
    const [time, text, ...rest] = line.split(',');
    const value = Number(text);
    if (time === undefined || text === undefined || text === '' || rest.length > 0 || !Number.isFinite(value)) {
      throw new Error(`line ${index + 1} is ${JSON.stringify(line)}, expected a time and a number`);
    }
    values.push(value);
  }
  return values;
}

/**
 * The series' value at a time when its last value falls at `endsMs` and one step takes `stepMs`: before that time the recorded
 * past, after it the recording again from its beginning, round and round.
 */
export function replayAt(series: Series, endsMs: number, stepMs: number, atMs: number): number {
  const { length } = series.values;
  const step = Math.ceil((atMs - endsMs) / stepMs) - 1;
  return series.values[((step % length) + length) % length] ?? 0;
}
