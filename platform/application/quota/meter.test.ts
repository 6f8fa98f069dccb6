import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '#core/errors.ts';
import type { QuotaValues } from '#core/quota.ts';
import { Meter } from './meter.ts';
import { limitsOf } from './quota.ts';
import { TokenBucket } from './token-bucket.ts';

function meterOf(values: QuotaValues, start = Date.UTC(2026, 5, 30, 23, 59)) {
  const clock = { now: start };
  return { clock, meter: new Meter('acme', limitsOf(values, {}), () => clock.now) };
}

/** Somebody with `left` messages to send, who takes what there is. */
function sender(meter: Meter, left: number) {
  const state = { left, turns: 0 };
  const waiter = {
    proceed() {
      state.turns++;
      send();
    },
  };
  function send(): void {
    while (state.left > 0) {
      if (!meter.takeMessage()) {
        meter.wait(waiter);
        return;
      }
      state.left--;
    }
  }
  send();
  return state;
}

test('a bucket lets its burst through, then its rate, and never more than a burst however long it rested', () => {
  const bucket = new TokenBucket(10, 1, 0);
  const take = (at: number) => {
    bucket.refill(at);
    let taken = 0;
    while (bucket.take()) taken++;
    return taken;
  };
  assert.deepEqual([take(0), take(0), take(100), take(1050), take(3_600_000)], [10, 0, 1, 9, 10]);
  assert.equal(take(3_600_050) + take(3_600_100), 1, 'what is less than one is not lost');
});

test('a clock that jumps back takes nothing away', () => {
  const bucket = new TokenBucket(10, 1, 10_000);
  bucket.refill(0);
  assert.equal(bucket.tokens, 10);
});

test('another rate holds at once, and what was taken stays taken', () => {
  const bucket = new TokenBucket(10, 1, 0);
  for (let i = 0; i < 10; i++) bucket.take();
  bucket.setRate(100, 0);
  assert.equal(bucket.tokens, 90);
  bucket.setRate(5, 0);
  assert.equal(bucket.tokens, 0);
  bucket.setRate(Number.POSITIVE_INFINITY, 0);
  assert.ok(bucket.take());
});

test('without limits everything is taken and counted', () => {
  const { meter } = meterOf({});
  for (let i = 0; i < 10_000; i++) assert.ok(meter.takeMessage());
  assert.equal(meter.counts.messages, 10_000);
  assert.equal(meter.messagesMonth, 10_000);
});

test('over a minute exactly the rate is let through, in turns', () => {
  const { meter, clock } = meterOf({ messagesPerSecond: 20 });
  const senders = Array.from({ length: 7 }, () => sender(meter, 1000));
  for (let i = 0; i < 1200; i++) {
    clock.now += 50;
    meter.tick();
  }
  assert.equal(meter.counts.messages, 20 + 60 * 20, 'the burst and a minute of the rate');
  const turns = senders.map(({ turns }) => turns);
  assert.ok(Math.max(...turns) - Math.min(...turns) <= 1, `everybody has as many turns: ${turns}`);
});

test('bytes above the rate are made up for before the next message is taken, also those of one that is larger than the rate', () => {
  const { meter, clock } = meterOf({ bytesPerSecond: 1024 });
  assert.ok(meter.takeMessage());
  meter.received(3072);
  assert.deepEqual([meter.takeMessage(), meter.lacking], [false, 'bytesPerSecond']);
  const one = sender(meter, 1);
  clock.now += 2000;
  meter.tick();
  assert.equal(one.left, 1);
  clock.now += 50;
  meter.tick();
  assert.equal(one.left, 0);
});

test('who leaves the queue gets no turn', () => {
  const { meter, clock } = meterOf({ messagesPerSecond: 1 });
  sender(meter, 1);
  let turns = 0;
  const waiter = { proceed: () => turns++ };
  meter.wait(waiter);
  meter.leave(waiter);
  clock.now += 5000;
  meter.tick();
  assert.equal(turns, 0);
  assert.equal(meter.waiting, 0);
});

test('a month’s messages close the tenant at exactly the limit, and the next month opens it', () => {
  const { meter, clock } = meterOf({ messagesPerMonth: 3 });
  const one = sender(meter, 5);
  assert.deepEqual([one.left, meter.closedBy, meter.lacking], [2, 'messagesPerMonth', 'messagesPerMonth']);
  const fault = meter.exceeded('messagesPerMonth');
  assert.ok(fault instanceof Fault && fault.code === 'QUOTA_EXCEEDED' && fault.quota === 'messagesPerMonth');
  assert.equal(fault.retryAfterS, 60, 'the month ends in a minute');
  clock.now += 60_000;
  meter.beginMonth(0, 0);
  assert.deepEqual([one.left, meter.closedBy], [0, undefined]);
});

test('points and storage close the tenant, each until there is room again or the limit is raised', () => {
  const { meter } = meterOf({ pointsPerMonth: 10, storageBytes: 1000 });
  meter.stored(10);
  assert.deepEqual([meter.takeMessage(), meter.closedBy], [false, 'pointsPerMonth']);
  meter.setLimits(limitsOf({ pointsPerMonth: 11, storageBytes: 1000 }, {}));
  assert.deepEqual([meter.takeMessage(), meter.closedBy], [true, undefined]);
  meter.observe('storageBytes', 1000);
  assert.deepEqual([meter.takeMessage(), meter.closedBy], [false, 'storageBytes']);
  meter.observe('storageBytes', 999);
  assert.ok(meter.takeMessage());
});

test('a limit of nothing lets nothing in from the start', () => {
  assert.equal(meterOf({ messagesPerMonth: 0 }).meter.takeMessage(), false);
  assert.equal(meterOf({ connections: 0 }).meter.connectionsFull, true);
});
