/** Why a statement is not ours to keep: it binds clients, or it is about servers that lack what this one has, or about no behaviour at all. */
export type Exemption = 'client' | 'offered' | 'general';

/** One normative statement of a specification, in our words. */
export interface Statement {
  /** Without its prefix, as in `3.1.2-24`. */
  readonly clause: string;
  readonly text: string;
  /** Words with which it is found in code and in titles of tests; one of them is enough. */
  readonly tags: readonly string[];
  readonly exemption: Exemption | undefined;
}

/** A row of a list: clause, what it asks, and whether it is exempt, or one with the statement of MQTT 3.1.1 of the same number. */
export type Row = readonly [clause: string, text: string, mark?: Exemption | 'same'];

/** The statements of a list; `prefix` is `MQTT` for 3.1.1 and `MQTT5` for 5.0. */
export function readStatements(prefix: 'MQTT' | 'MQTT5', rows: readonly Row[]): Statement[] {
  return rows.map(([clause, text, mark]) => ({
    clause,
    text,
    tags: mark === 'same' ? [`${prefix}-${clause}`, `MQTT-${clause}`] : [`${prefix}-${clause}`],
    exemption: mark === 'same' ? undefined : mark,
  }));
}
