import { normal, uniform } from './random.ts';

/** What a pump's sensors say at one moment, at their resolution: 0.1 °C, 0.1 kPa, 1/min. */
export interface PumpReading {
  readonly temperature: number;
  readonly pressure: number;
  readonly rpm: number;
}

/** A pump with a character of its own: nominal speed, size, wear and phase all come from its seed. */
export interface Pump {
  readonly seed: number;
  readonly ratedRpm: number;
  readonly ratedPressureKpa: number;
  readonly ratedRiseC: number;
  readonly phaseMs: number;
}

const dutyMs = 600_000;
const rampMs = 6_000;
const thermalMs = 240_000;
const dayMs = 86_400_000;
const wearPeriodMs = 9 * dayMs;
const suctionKpa = 105;
/** Speed as a share of the rated one, and how often a pump is told to run at it. */
const duties = [
  { speed: 0, until: 0.06 },
  { speed: 0.7, until: 0.26 },
  { speed: 0.85, until: 0.58 },
  { speed: 1, until: 1 },
] as const;

/** Makes the pump that belongs to a seed. */
export function createPump(seed: number): Pump {
  return {
    seed,
    ratedRpm: 1440 + Math.round(uniform(seed, 1) * 60),
    ratedPressureKpa: 280 + uniform(seed, 2) * 90,
    ratedRiseC: 34 + uniform(seed, 3) * 10,
    phaseMs: Math.floor(uniform(seed, 4) * dutyMs),
  };
}

/**
 * What the pump measures at a time (ms since the epoch): the same for the same seed and time, in whatever order it is asked.
 * Speed ramps to its duty in seconds; pressure follows its square (affinity laws); the casing warms in minutes above an
 * ambient that swings with the day; wear drifts over days.
 */
export function readPump(pump: Pump, atMs: number): PumpReading {
  const shifted = atMs + pump.phaseMs;
  const slot = Math.floor(shifted / dutyMs);
  const sinceMs = shifted - slot * dutyMs;
  const now = dutyOf(pump, slot);
  const before = dutyOf(pump, slot - 1);
  const earlier = dutyOf(pump, slot - 2);

  const speed = approach(before, now, sinceMs, rampMs);
  const wear = 1 + 0.05 * Math.sin((2 * Math.PI * atMs) / wearPeriodMs + pump.seed);
  const ambient = 21 + 4 * Math.sin((2 * Math.PI * (atMs - dayMs / 3)) / dayMs);
  const warmAtSlot = approach(heatOf(earlier), heatOf(before), dutyMs, thermalMs);
  const heat = approach(warmAtSlot, heatOf(now), sinceMs, thermalMs);

  const moment = Math.floor(atMs);
  const flow = 1 + 0.01 * Math.sin((2 * Math.PI * atMs) / 47_000 + pump.seed);
  const running = speed > 0.01 ? 1 : 0;
  return {
    temperature: round1(ambient + pump.ratedRiseC * heat * wear + 0.08 * noise(pump, 11, moment)),
    pressure: round1(suctionKpa + pump.ratedPressureKpa * speed * speed * flow * (2 - wear) + 0.4 * noise(pump, 12, moment)),
    rpm: Math.max(0, Math.round(pump.ratedRpm * speed + running * 1.5 * noise(pump, 13, moment))),
  };
}

function dutyOf(pump: Pump, slot: number): number {
  const draw = uniform(pump.seed + 5, slot);
  return (duties.find((duty) => draw < duty.until) ?? duties[3]).speed;
}

function heatOf(speed: number): number {
  return speed ** 1.5;
}

/** A first-order lag from one level to another. */
function approach(from: number, to: number, elapsedMs: number, constantMs: number): number {
  return to + (from - to) * Math.exp(-elapsedMs / constantMs);
}

function noise(pump: Pump, channel: number, moment: number): number {
  // The high part of the time goes into the first word: 32 bits of milliseconds would repeat after seven weeks.
  return normal(pump.seed * 31 + channel + Math.floor(moment / 0x1_0000_0000) * 7919, moment % 0x1_0000_0000);
}

function round1(value: number): number {
  return Math.round(value * 10) / 10;
}
