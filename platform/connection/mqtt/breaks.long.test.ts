import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dial, kept, wide } from './dial.test.ts';
import { startGateway } from './fixture.test.ts';

type Peer = Awaited<ReturnType<typeof dial>>;
const steps = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ does: fc.constant('say' as const), count: fc.integer({ min: 1, max: 40 }) }) },
    { weight: 6, arbitrary: fc.record({ does: fc.constant('read' as const), who: fc.nat(3), count: fc.integer({ min: 1, max: 30 }) }) },
    { weight: 3, arbitrary: fc.record({ does: fc.constant('break' as const), who: fc.nat(3) }) },
    { weight: 3, arbitrary: fc.record({ does: fc.constant('back' as const), who: fc.nat(3) }) },
    // Never the last member: with it the group would end.
    { weight: 1, arbitrary: fc.record({ does: fc.constant('leave' as const), who: fc.integer({ min: 1, max: 2 }) }) },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('restart' as const) }) },
  ),
  { minLength: 10, maxLength: 60 },
);

/** Nothing coming for this long is the end of what comes. */
const silenceMs = 5_000;

/** Acknowledges up to `count` publications that came, as their QoS wants it. */
function acknowledge(peer: Peer, heard: string[], count: number): number {
  let done = 0;
  for (const packet of peer.packets.splice(0)) {
    if (packet.cmd === 'publish' && done < count) {
      done++;
      // A repetition of QoS 2 before PUBREL is the same message.
      heard.push(`${packet.payload}`);
      peer.send({ cmd: packet.qos === 1 ? 'puback' : 'pubrec', messageId: packet.messageId });
    } else if (packet.cmd === 'pubrel') peer.send({ cmd: 'pubcomp', messageId: packet.messageId });
    else if (packet.cmd === 'publish') peer.packets.push(packet);
  }
  return done;
}

test('whatever breaks, comes back, leaves and restarts in between, every message arrives: in order at a kept session, at some member of a group', async (t) => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (todo) => {
      run++;
      let gateway = await startGateway(t, wide);
      let speaker = await dial(t, gateway);
      const filter = (who: number) => (who === 3 ? 'work' : '$share/g/work');
      const name = (who: number) => `r${run}-${who}`;
      const peers: (Peer | undefined)[] = [];
      const heard: string[][] = [[], [], [], []];
      for (const who of [0, 1, 2, 3]) {
        peers[who] = await dial(t, gateway, kept(name(who)));
        await peers[who]?.subscribe(filter(who), { qos: 1 });
      }
      let said = 0;
      const back = async (who: number) => {
        peers[who] ??= await dial(t, gateway, kept(name(who)));
      };
      for (const step of todo) {
        if (step.does === 'say') {
          for (let i = 0; i < step.count && said < 900; i++) await speaker.publish('work', `${said++}`, { qos: 1 });
        } else if (step.does === 'read') {
          const peer = peers[step.who];
          if (peer !== undefined) acknowledge(peer, heard[step.who] as string[], step.count);
        } else if (step.does === 'break') {
          await peers[step.who]?.leave();
          peers[step.who] = undefined;
        } else if (step.does === 'back') {
          await back(step.who);
        } else if (step.does === 'leave') {
          await peers[step.who]?.leave();
          await (await dial(t, gateway, { clientId: name(step.who), clean: true })).leave(0);
          peers[step.who] = await dial(t, gateway, kept(name(step.who)));
          await peers[step.who]?.subscribe(filter(step.who), { qos: 1 });
        } else {
          await gateway.platform[Symbol.asyncDispose]();
          peers.fill(undefined);
          gateway = await startGateway(t, { ...wide, goOn: true });
          speaker = await dial(t, gateway);
        }
      }
      for (const who of [0, 1, 2, 3]) await back(who);
      const everything = Array.from({ length: said }, (_, i) => `${i}`);
      const complete = () => new Set(heard[3]).size === said && new Set(heard.slice(0, 3).flat()).size === said;
      for (let last = Date.now(); !complete() && Date.now() - last < silenceMs; ) {
        for (const [who, peer] of peers.entries()) {
          if (peer === undefined) continue;
          if (acknowledge(peer, heard[who] as string[], 1000) > 0) last = Date.now();
          peer.send({ cmd: 'pingreq' });
          await peer.next('pingresp');
        }
      }
      // Before anything is compared: a run that fails must not disturb the next one.
      await gateway.platform[Symbol.asyncDispose]();
      assert.deepEqual([...new Set(heard[3])], everything);
      assert.deepEqual([...new Set(heard.slice(0, 3).flat())].toSorted(), everything.toSorted());
    }),
    { numRuns: 15 },
  );
});
