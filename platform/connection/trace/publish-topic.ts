import { topicMatches } from '../mqtt/route/topic.ts';
import { PacketReader } from './packet-reader.ts';

/** Topic aliases of one direction that a trace follows; of further ones publications are not found by topic. */
const followedAliasesMax = 1024;

/** Finds the full topic of publications, following the aliases of one direction. */
export function createTopicFinder(mount: string): (body: Buffer, qos: number, level: number) => string | undefined {
  const aliases = new Map<number, string>();
  return (body, qos, level) => {
    try {
      const reader = new PacketReader(body);
      const shown = reader.text();
      if (level !== 5) return full(shown);
      if (qos > 0) reader.u16();
      reader.properties();
      const alias = reader.fields.find(({ name }) => name === 'topic-alias')?.value;
      if (typeof alias !== 'number') return full(shown);
      if (shown === '') return aliases.get(alias);
      if (aliases.size < followedAliasesMax || aliases.has(alias)) aliases.set(alias, full(shown));
      return full(shown);
    } catch {
      return undefined;
    }
  };

  function full(topic: string): string {
    return topic.startsWith(mount) ? topic : mount + topic;
  }
}

/** Whether a trace of this filter takes a packet that publishes to `topic`; undefined is no publication. */
export function packetMatchesTopic(filter: string, topic: string | undefined): boolean {
  return topic !== undefined && topicMatches(filter, topic);
}
