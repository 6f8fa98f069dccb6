import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import type { DevicePage, LiveFrame, LiveTopic } from '@thalamus/sdk';
import { useEffect, useRef } from 'react';
import { useMay } from '../access/may.ts';
import { client } from './client.ts';
import { liveState } from './connection.ts';

/** New devices arrive by the dozen (a demo fleet, a batch): the lists are read again once per this time, not once per device. */
const rereadMs = 1000;

const live = client.live();

live.onState((state) => {
  if (state === 'open') liveState.set('open');
  else if (state === 'waiting') liveState.set('lost');
  else if (state === 'connecting' && liveState.get() !== 'lost') liveState.set('connecting');
  else if (state === 'idle' || state === 'closed') liveState.set('idle');
});

/** Hears of `topic` until the returned function is called. */
export function subscribeLive(topic: LiveTopic, onFrame: (frame: LiveFrame) => void): () => void {
  const subscription = live.subscribe(topic, onFrame);
  return () => subscription.close();
}

/** Subscribes while the component is shown and `topic` is there; `topic` is compared by content. */
export function useLive(topic: LiveTopic | undefined, onFrame: (frame: LiveFrame) => void): void {
  const latest = useRef(onFrame);
  latest.current = onFrame;
  const key = topic === undefined ? undefined : JSON.stringify(topic);
  useEffect(() => {
    if (key === undefined) return;
    return subscribeLive(JSON.parse(key) as LiveTopic, (frame) => latest.current(frame));
  }, [key]);
}

/** Keeps every cached device and list of devices true while devices come and go. */
export function useFleetStream(): void {
  const may = useMay();
  const cache = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // The stream lets in who may see devices and their data; others would only be told so again and again.
  useLive(may('device.read') && may('data.query') ? { fleet: true } : undefined, (frame) => {
    if (frame.presence) for (const [device, { online, at }] of Object.entries(frame.presence)) notePresence(cache, device, online, at);
    // Counts and filtered lists can only be had from the server; a snapshot means that something may have been missed.
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void cache.invalidateQueries({ queryKey: ['devices'] });
      void cache.invalidateQueries({ queryKey: ['demo-fleet'] });
    }, rereadMs);
  });
}

function notePresence(cache: QueryClient, device: string, online: boolean, at: number): void {
  const seen = new Date(at).toISOString();
  const noted = <T extends { name: string }>(each: T): T =>
    each.name === device ? { ...each, state: online ? 'online' : 'offline', lastSeenAt: seen } : each;
  cache.setQueriesData<DevicePage>({ queryKey: ['devices'] }, (page) => page && { ...page, items: page.items.map(noted) });
  void cache.invalidateQueries({ queryKey: ['device', device] });
}
