import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';

const openTimeoutMs = 10_000;
const pollMs = 100;

/** Has a Node process that listens for an inspector collect its garbage, so that what is resident is what it holds; gives the bytes of its heap. */
export async function collectGarbage(inspectorPort: number): Promise<number> {
  const socket = new WebSocket(await inspectorUrl(inspectorPort));
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const call = async (id: number, method: string): Promise<unknown> => {
    const answered = new Promise<string>((resolve) => socket.once('message', (data) => resolve(String(data))));
    socket.send(JSON.stringify({ id, method }));
    return (JSON.parse(await answered) as { result: unknown }).result;
  };
  for (let id = 1; id <= 3; id++) await call(id, 'HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize } = (await call(4, 'Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize: number };
  socket.close();
  return usedSize + backingStorageSize;
}

async function inspectorUrl(port: number): Promise<string> {
  const until = performance.now() + openTimeoutMs;
  for (;;) {
    try {
      const response = await fetch(`http://127.0.0.1:${port}/json/list`);
      const [target] = (await response.json()) as { webSocketDebuggerUrl: string }[];
      if (target !== undefined) return target.webSocketDebuggerUrl;
    } catch (error) {
      if (performance.now() > until) throw error;
    }
    await delay(pollMs);
  }
}
