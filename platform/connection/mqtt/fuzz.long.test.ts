import { test } from 'node:test';
import { fuzz } from './fuzzing.test.ts';

test('a million packets of any shape hurt nobody but their senders, which are told why', (t) => fuzz(t, 1_000_000, Date.now() >>> 0));
