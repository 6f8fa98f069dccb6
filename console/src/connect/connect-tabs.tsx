import { Button, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { DeviceCredentials, Property } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { authorityQuery, platformQuery } from '../api/queries.ts';
import { useMessages } from '../i18n/language.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { download } from '../ui/download.ts';
import { ProblemNotice } from '../ui/notice.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { authorityFile, samplePayload, snippets } from './snippets.ts';

/** The commands that make this device send its first report, one tab for each way. */
export function ConnectTabs({ credentials, properties }: { credentials: DeviceCredentials; properties: readonly Property[] }): ReactNode {
  const m = useMessages();
  const platform = useQuery(platformQuery);
  const authority = useQuery(authorityQuery);
  if (platform.error) return <ProblemNotice error={platform.error} retry={() => void platform.refetch()} />;
  if (authority.error) return <ProblemNotice error={authority.error} retry={() => void authority.refetch()} />;
  if (platform.data === undefined || authority.data === undefined) return <SkeletonRows rows={3} />;
  const ways = snippets(platform.data, credentials, samplePayload(properties), authority.data !== null);
  const certificate = authority.data?.certificate;
  const tabs = [
    { key: 'mosquitto', name: 'mosquitto_pub' },
    ...(ways.tls === undefined ? [] : ([{ key: 'tls', name: 'mosquitto_pub · TLS' }] as const)),
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
          {key === 'tls' && certificate !== undefined && (
            <p>
              {m.device.authorityLead}{' '}
              <Button
                variant="default"
                size="compact-sm"
                onClick={() => download(new Blob([certificate], { type: 'application/x-pem-file' }), authorityFile)}
                data-testid="download-authority"
              >
                {m.device.authorityDownload}
              </Button>
            </p>
          )}
          <CodeBlock code={ways[key] ?? ''} what={name} testId={`snippet-${key}`} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
