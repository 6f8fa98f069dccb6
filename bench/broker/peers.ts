import { startAedes } from './aedes.ts';
import type { Peer } from './broker.ts';
import { startMosquitto } from './mosquitto.ts';
import { startNats } from './nats.ts';

/** Starts the peers that are to be had here and are named in `wanted`, and says which are not. */
export async function startPeers(folder: string, wanted: readonly string[], say: (line: string) => void): Promise<readonly Peer[]> {
  const peers: Peer[] = [];
  const take = (peer: Peer | undefined, name: string): void => {
    if (peer === undefined) say(`${name} is not installed (Debian: apt-get install ${name}); the run goes without it.`);
    else peers.push(peer);
  };
  if (wanted.includes('mosquitto')) take(await startMosquitto(folder), 'mosquitto');
  if (wanted.includes('aedes')) take(await startAedes(), 'aedes');
  if (wanted.includes('nats-server')) take(await startNats(folder), 'nats-server');
  return peers;
}
