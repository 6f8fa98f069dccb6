import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { useSession } from '../../api/session.ts';
import { ssoQuery } from '../../api/settings-queries.ts';
import { useMessages } from '../../i18n/language.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Notice, ProblemNotice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { toast } from '../../ui/toast.ts';
import { SsoForm } from './sso-form.tsx';

/** How people sign in through their organisation: its state, what the provider needs, what we need, and a link to try. */
export function SsoTab(): ReactNode {
  const m = useMessages().settings;
  const { data, error, refetch } = useQuery(ssoQuery);
  if (error && !data) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (data === undefined) return <SkeletonRows rows={6} />;
  const { settings, proven, redirectUri } = data;
  return (
    <>
      <div className="settings-form">
        {settings === null && (
          <Notice kind="info" title={m.ssoOff}>
            <p className="notice-text">{m.ssoOffDetail}</p>
          </Notice>
        )}
        {settings !== null && <Notice kind={proven ? 'ok' : 'warning'} title={proven ? m.ssoProven : m.ssoUnproven} />}
      </div>
      <SsoForm
        key={settings === null ? 'new' : `${settings.issuer} ${settings.clientId}`}
        settings={settings}
        proven={proven}
        redirectUri={redirectUri}
      />
      {settings !== null && <TryAndEnd />}
    </>
  );
}

function TryAndEnd(): ReactNode {
  const m = useMessages();
  const { tenant } = useSession();
  const cache = useQueryClient();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => client.deleteSso(),
    onSuccess: () => {
      setAsking(false);
      void cache.invalidateQueries({ queryKey: ssoQuery.queryKey });
      toast(m.settings.turnedOff);
    },
  });
  return (
    <Panel className="settings-form" title={m.settings.test}>
      <div className="form">
        <p className="card-text">{m.settings.testDetail}</p>
        <CodeBlock code={new URL(client.ssoUrl({ tenant }), location.origin).href} what={m.settings.testWhat} testId="sso-link" />
        <div className="form-end">
          <Button variant="default" onClick={() => setAsking(true)} data-testid="sso-off">
            {m.settings.turnOff}
          </Button>
        </div>
      </div>
      <Confirm
        opened={asking}
        title={m.settings.turnOffTitle}
        action={m.settings.turnOffAction}
        destructive
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      >
        {m.settings.turnOffDetail}
      </Confirm>
    </Panel>
  );
}
