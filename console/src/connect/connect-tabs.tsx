import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { DeviceCredentials, Property } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { platformQuery } from '../api/queries.ts';
import { CodeBlock } from '../ui/code-block.tsx';
import { ProblemNotice } from '../ui/notice.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { samplePayload, snippets } from './snippets.ts';

/** The commands that make this device send its first report, one tab for each way. */
export function ConnectTabs({ credentials, properties }: { credentials: DeviceCredentials; properties: readonly Property[] }): ReactNode {
  const platform = useQuery(platformQuery);
  if (platform.error) return <ProblemNotice error={platform.error} retry={() => void platform.refetch()} />;
  if (platform.data === undefined) return <SkeletonRows rows={3} />;
  const ways = snippets(platform.data, credentials, samplePayload(properties));
  const tabs = [
    { key: 'mosquitto', name: 'mosquitto_pub' },
    { key: 'node', name: 'Node.js' },
    { key: 'curl', name: 'HTTP (curl)' },
  ] as const;
  return (
    <Tabs defaultValue="mosquitto" keepMounted={false}>
      <Tabs.List mb="sm">
        {tabs.map(({ key, name }) => (
          <Tabs.Tab key={key} value={key}>
            {name}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ key, name }) => (
        <Tabs.Panel key={key} value={key}>
          <CodeBlock code={ways[key]} what={name} testId={`snippet-${key}`} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
