import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ApiKeyInput } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { useMay } from '../../access/may.ts';
import { serviceAccountsQuery } from '../../access/people-queries.ts';
import { RoleSelect } from '../../access/role-select.tsx';
import { type ScopeDraft, scopeOf } from '../../access/scope-draft.ts';
import { ScopeField } from '../../access/scope-field.tsx';
import { endOfTerm, TermSelect } from '../../access/term-select.tsx';
import { problemOf } from '../../api/problem.ts';
import { useMessages } from '../../i18n/language.tsx';
import { createKeyRecipe } from '../../ui/access-recipes.ts';
import { CopyAs } from '../../ui/copy-as.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { addressesOf } from './addresses.ts';

interface KeyFormProps {
  readonly account: string | undefined;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onCreate: (body: ApiKeyInput) => void;
  readonly onClose: () => void;
}

/** A name, then either a role in a scope or a service account; from where, and until when. */
export function KeyForm({ account: wanted, busy, error, onCreate, onClose }: KeyFormProps): ReactNode {
  const m = useMessages();
  const may = useMay();
  const accounts = useQuery({ ...serviceAccountsQuery, enabled: may('access.read') });
  const [name, setName] = useState('');
  const [account, setAccount] = useState(wanted ?? '');
  const [role, setRole] = useState('viewer');
  const [scope, setScope] = useState<ScopeDraft>({ kind: 'tenant' });
  const [addresses, setAddresses] = useState('');
  const [term, setTerm] = useState('90');
  const [checked, setChecked] = useState(false);
  const complete = account !== '' || scopeOf(scope) !== undefined;
  const body = (): ApiKeyInput => {
    const listed = addressesOf(addresses);
    const expiresAt = endOfTerm(term);
    return {
      name: name.trim(),
      ...(account === '' ? { role, scope: scopeOf(scope) } : { serviceAccount: account }),
      ...(listed.length === 0 ? {} : { addresses: listed }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    };
  };
  const place = problemOf(error)?.places.find(({ field }) => field.startsWith('addresses'));
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (complete) onCreate(body());
      }}
    >
      <TextInput
        label={m.common.name}
        description={m.apiKeys.nameHint}
        maxLength={128}
        autoComplete="off"
        data-autofocus
        data-testid="key-name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {accounts.data !== undefined && accounts.data.length > 0 && (
        <NativeSelect
          label={m.apiKeys.actsAs}
          data={[
            { value: '', label: m.apiKeys.actsAlone },
            ...accounts.data.map((each) => ({ value: each.name, label: `${m.apiKeys.account}: ${each.label ?? each.name}` })),
          ]}
          value={account}
          onChange={(event) => setAccount(event.currentTarget.value)}
        />
      )}
      {account === '' && (
        <>
          <RoleSelect label={m.assignments.role} name={m.assignments.role} value={role} testId="key-role" onChange={setRole} />
          <ScopeField labelled value={scope} checked={checked} testId="key-scope" onChange={setScope} />
        </>
      )}
      <Textarea
        label={`${m.apiKeys.addresses} (${m.common.optional})`}
        description={m.apiKeys.addressesHint}
        placeholder={'203.0.113.7\n10.0.0.0/8'}
        classNames={{ input: 'mono' }}
        autosize
        minRows={2}
        maxRows={6}
        spellCheck={false}
        value={addresses}
        error={place?.expected}
        onChange={(event) => setAddresses(event.currentTarget.value)}
      />
      <TermSelect label={m.apiKeys.expires} terms={m.apiKeys.expiresIn} value={term} onChange={setTerm} />
      {error !== null && place === undefined && <ProblemNotice error={error} />}
      <div className="form-end">
        <CopyAs recipe={() => createKeyRecipe(body())} />
        <Button variant="default" onClick={onClose}>
          {m.common.cancel}
        </Button>
        <Button type="submit" loading={busy} disabled={name.trim() === ''} data-testid="create-key">
          {m.apiKeys.add}
        </Button>
      </div>
    </form>
  );
}
