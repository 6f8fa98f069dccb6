import { Button, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { TokenIssuerInput } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { newcomerRolesQuery } from '../../api/settings-queries.ts';
import { useTrustMessages } from '../../trust/messages.ts';
import { ProblemNotice } from '../../ui/notice.tsx';
import { toast } from '../../ui/toast.ts';

const kinds = ['device', 'application'] as const;

export function IssuerDialog(props: { onRegistered: () => void; onClose: () => void }): ReactNode {
  const m = useTrustMessages();
  const roles = useQuery(newcomerRolesQuery);
  const [issuer, setIssuer] = useState('');
  const [audience, setAudience] = useState('thalamus');
  const [keys, setKeys] = useState('');
  const [kind, setKind] = useState<(typeof kinds)[number]>('device');
  const [deviceName, setDeviceName] = useState('{sub}');
  const [role, setRole] = useState('viewer');
  const [label, setLabel] = useState('');
  const create = useMutation({
    mutationFn: () =>
      client.createTokenIssuer({
        issuer: issuer.trim(),
        audience: audience.trim(),
        ...keysOf(keys),
        subject: kind === 'device' ? { kind, deviceName } : { kind, role },
        ...(label.trim() === '' ? {} : { label: label.trim() }),
      }),
    onSuccess: () => {
      toast(m.trust.issuerRegistered);
      props.onRegistered();
    },
  });
  const places = problemOf(create.error)?.places ?? [];
  const placeOf = (...fields: string[]) => places.find((each) => fields.some((field) => each.field.startsWith(field)))?.expected;
  const isWhole = issuer.trim() !== '' && audience.trim() !== '' && keys.trim() !== '';
  return (
    <Modal opened onClose={props.onClose} title={m.trust.addIssuer} size="lg" closeButtonProps={{ 'aria-label': m.common.close }}>
      <form
        className="form"
        noValidate
        onChange={() => create.error && create.reset()}
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <TextInput
          label={m.trust.issuer}
          placeholder="https://id.example.org"
          classNames={{ input: 'mono' }}
          maxLength={512}
          spellCheck={false}
          data-autofocus
          error={placeOf('issuer')}
          value={issuer}
          data-testid="issuer"
          onChange={(event) => setIssuer(event.currentTarget.value)}
        />
        <TextInput
          label={m.trust.audience}
          classNames={{ input: 'mono' }}
          maxLength={512}
          spellCheck={false}
          error={placeOf('audience')}
          value={audience}
          onChange={(event) => setAudience(event.currentTarget.value)}
        />
        <Textarea
          label={m.trust.keys}
          description={m.trust.keysHint}
          placeholder="https://id.example.org/.well-known/jwks.json"
          classNames={{ input: 'mono' }}
          rows={5}
          spellCheck={false}
          error={placeOf('jwks', 'publicPem')}
          value={keys}
          data-testid="issuer-keys"
          onChange={(event) => setKeys(event.currentTarget.value)}
        />
        <NativeSelect
          label={m.trust.kind}
          data={kinds.map((each) => ({ value: each, label: m.trust.kindTexts[each] }))}
          value={kind}
          data-testid="issuer-kind"
          onChange={(event) => setKind(kinds.find((each) => each === event.currentTarget.value) ?? 'device')}
        />
        {kind === 'device' ? (
          <TextInput
            label={m.trust.claim}
            description={m.trust.claimHint}
            classNames={{ input: 'mono' }}
            spellCheck={false}
            error={placeOf('subject')}
            value={deviceName}
            onChange={(event) => setDeviceName(event.currentTarget.value)}
          />
        ) : (
          <NativeSelect
            label={m.trust.role}
            data={(roles.data ?? []).map(({ name, label: words }) => ({ value: name, label: words ?? name }))}
            value={role}
            error={placeOf('role', 'subject')}
            onChange={(event) => setRole(event.currentTarget.value)}
          />
        )}
        <TextInput
          label={`${m.credentials.label} (${m.common.optional})`}
          maxLength={128}
          autoComplete="off"
          error={placeOf('label')}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        {create.error && <ProblemNotice error={create.error} />}
        <div className="form-end">
          <Button variant="default" onClick={props.onClose}>
            {m.common.cancel}
          </Button>
          <Button type="submit" loading={create.isPending} disabled={!isWhole} data-testid="create-issuer">
            {m.trust.addIssuer}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** What was pasted: an address, a JWK set, or a key in PEM, which the platform checks. */
function keysOf(text: string): Pick<TokenIssuerInput, 'jwksUrl' | 'jwks' | 'publicPem'> {
  const keys = text.trim();
  if (/^https?:\/\//.test(keys)) return { jwksUrl: keys };
  try {
    return { jwks: JSON.parse(keys) };
  } catch {
    return { publicPem: keys };
  }
}
