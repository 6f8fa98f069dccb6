import { Button, Checkbox, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Sso } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { newcomerRolesQuery, ssoQuery } from '../../api/settings-queries.ts';
import { useMessages } from '../../i18n/language.tsx';
import { setSsoRecipe } from '../../ui/change-recipes.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { CopyAs } from '../../ui/copy-as.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/page.tsx';
import { toast } from '../../ui/toast.ts';
import { draftOf, inputOf, type SsoDraft } from './sso-draft.ts';

/** Provider and people; the secret can be written, never read. */
export function SsoForm({ settings, proven, redirectUri }: Sso): ReactNode {
  const m = useMessages();
  const cache = useQueryClient();
  const roles = useQuery(newcomerRolesQuery);
  const [draft, setDraft] = useState(draftOf(settings));
  const change = (part: Partial<SsoDraft>) => setDraft((before) => ({ ...before, ...part }));
  const input = inputOf(draft);
  const sameClient = settings !== null && settings.issuer === input.issuer && settings.clientId === input.clientId;
  const save = useMutation({
    mutationFn: () => client.setSso(input),
    onSuccess: (answer) => {
      cache.setQueryData(ssoQuery.queryKey, answer);
      setDraft(draftOf(answer.settings));
      toast(m.settings.ssoSaved);
    },
  });
  const places = problemOf(save.error)?.places ?? [];
  const placeOf = (field: keyof SsoDraft) => places.find((each) => each.field === field || each.field.startsWith(`${field}.`))?.expected;
  const secretHint = settings === null ? m.settings.secretFirst : sameClient ? m.settings.secretKept : m.settings.secretAnew;
  const roleNames = roles.data?.map(({ name, label }) => ({ value: name, label: label ?? name })) ?? [];
  if (draft.defaultRole !== '' && !roleNames.some(({ value }) => value === draft.defaultRole))
    roleNames.push({ value: draft.defaultRole, label: draft.defaultRole });

  return (
    <form
      className="form settings-form"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Panel title={m.settings.provider} actions={<CopyAs recipe={() => setSsoRecipe(input)} />}>
        <div className="form">
          <div>
            <p className="card-text">{m.settings.redirect}</p>
            <CodeBlock code={redirectUri} what={m.settings.redirectWhat} />
          </div>
          <TextInput
            label={m.settings.issuer}
            description={m.settings.issuerHint}
            type="url"
            placeholder="https://id.example.org/realms/acme"
            required
            withAsterisk={false}
            maxLength={512}
            error={placeOf('issuer')}
            data-testid="sso-issuer"
            value={draft.issuer}
            onChange={(event) => change({ issuer: event.currentTarget.value })}
          />
          <TextInput
            label={m.settings.clientId}
            required
            withAsterisk={false}
            maxLength={256}
            autoComplete="off"
            spellCheck={false}
            error={placeOf('clientId')}
            data-testid="sso-client-id"
            value={draft.clientId}
            onChange={(event) => change({ clientId: event.currentTarget.value })}
          />
          <PasswordInput
            label={m.settings.clientSecret}
            description={secretHint}
            placeholder={sameClient ? m.settings.secretStored : ''}
            required={!sameClient}
            withAsterisk={false}
            maxLength={1024}
            // Not a password of whoever sits here: the browser must not offer or keep one.
            autoComplete="new-password"
            error={placeOf('clientSecret')}
            data-testid="sso-client-secret"
            value={draft.clientSecret}
            onChange={(event) => change({ clientSecret: event.currentTarget.value })}
          />
        </div>
      </Panel>
      <Panel title={m.settings.people}>
        <div className="form">
          <TextInput
            label={m.settings.domains}
            description={m.settings.domainsHint}
            placeholder="example.org"
            required
            withAsterisk={false}
            spellCheck={false}
            error={placeOf('domains')}
            data-testid="sso-domains"
            value={draft.domains}
            onChange={(event) => change({ domains: event.currentTarget.value })}
          />
          <NativeSelect
            label={m.settings.defaultRole}
            data={[{ value: '', label: m.settings.noDefaultRole }, ...roleNames]}
            value={draft.defaultRole}
            error={placeOf('defaultRole')}
            data-testid="sso-role"
            onChange={(event) => change({ defaultRole: event.currentTarget.value })}
          />
          <Checkbox
            label={m.settings.emailTrusted}
            description={m.settings.emailTrustedHint}
            checked={draft.emailTrusted}
            onChange={(event) => change({ emailTrusted: event.currentTarget.checked })}
          />
          <Checkbox
            label={m.settings.required}
            description={proven && sameClient ? m.settings.requiredHint : `${m.settings.requiredHint} ${m.settings.requiredNotYet}`}
            disabled={!(proven && sameClient) && !draft.required}
            checked={draft.required}
            error={placeOf('required')}
            onChange={(event) => change({ required: event.currentTarget.checked })}
          />
          <p className="card-text">{m.settings.power}</p>
          {save.error && <ProblemNotice error={save.error} />}
          <div className="form-end">
            <Button type="submit" loading={save.isPending} data-testid="sso-save">
              {settings === null ? m.settings.setUp : m.common.save}
            </Button>
          </div>
        </div>
      </Panel>
    </form>
  );
}
