import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { History, Value } from '@thalamus/sdk';
import { useEffect, useMemo, useRef, useState } from 'react';
import { client } from '../../../api/client.ts';
import type { DeviceStream } from '../device-stream.ts';
import { boundsOf, type TimeWindow } from './window.ts';

/** A moving window is read again this often at most, and at least so often that live points never pile up. */
const rereadMsMin = 15_000;
const rereadMsMax = 300_000;
/** Live points of one property kept until the next reading; at 5 a second, five minutes' worth. */
const livePointsMax = 1500;
/** Live points this much older than the last reading are kept: the tables lag behind by up to this. */
const tableLagMs = 10_000;

export interface Point {
  readonly ts: number;
  readonly value: Value | null;
}

export interface HistoryAnswer extends History {
  readonly askedAtMs: number;
}

interface Asked {
  readonly device: string;
  readonly properties: readonly string[];
  readonly window: TimeWindow;
  readonly pixels: number;
}

/** Stored points downsampled to the plot's width by the server. */
export function useHistory({ device, properties, window, pixels }: Asked): UseQueryResult<HistoryAnswer> {
  return useQuery({
    queryKey: ['history', device, properties, window, pixels],
    enabled: properties.length > 0 && pixels > 0,
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 60_000,
    refetchInterval: window.kind === 'fixed' ? false : Math.min(rereadMsMax, Math.max(rereadMsMin, window.spanMs / 20)),
    queryFn: async ({ signal }): Promise<HistoryAnswer> => {
      const askedAtMs = Date.now();
      const { fromMs, toMs } = boundsOf(window, askedAtMs);
      const body = { devices: [device], properties, from: Math.floor(fromMs), to: Math.ceil(toMs), pixels };
      return { ...(await client.queryHistory(body, { signal })), askedAtMs };
    },
  });
}

/** Stored points of each property with those that arrived since on their end. */
export function usePoints(answer: HistoryAnswer | undefined, stream: DeviceStream, moving: boolean): ReadonlyMap<string, readonly Point[]> {
  const live = useRef(new Map<string, Point[]>());
  const [arrived, setArrived] = useState(0);

  useEffect(
    () =>
      stream.on('value', ({ property, ts, value }) => {
        const points = live.current.get(property) ?? [];
        if ((points.at(-1)?.ts ?? 0) >= ts) return;
        live.current.set(property, [...points.slice(1 - livePointsMax), { ts, value }]);
        setArrived((count) => count + 1);
      }),
    [stream],
  );
  useEffect(() => {
    if (answer === undefined) return;
    for (const [property, points] of live.current) {
      live.current.set(
        property,
        points.filter((point) => point.ts > answer.askedAtMs - tableLagMs),
      );
    }
  }, [answer]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `arrived` says that the ref's content changed
  return useMemo(() => {
    const all = new Map<string, readonly Point[]>();
    for (const { property, points } of answer?.series ?? []) {
      const stored = points.map(([ts, value]) => ({ ts: Number(ts), value: value ?? null }));
      const last = stored.at(-1)?.ts ?? 0;
      all.set(property, moving ? [...stored, ...(live.current.get(property) ?? []).filter((point) => point.ts > last)] : stored);
    }
    return all;
  }, [answer, moving, arrived]);
}
