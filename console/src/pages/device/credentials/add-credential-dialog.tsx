import { Button, Checkbox, Modal, NativeSelect, PasswordInput, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { DeviceCredentialInput } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { endOfTerm, TermSelect } from '../../../access/term-select.tsx';
import { client } from '../../../api/client.ts';
import { problemOf } from '../../../api/problem.ts';
import { useSession } from '../../../api/session.ts';
import { Credentials } from '../../../connect/credentials.tsx';
import { useTrustMessages } from '../../../trust/messages.ts';
import { ProblemNotice } from '../../../ui/notice.tsx';
import { toast } from '../../../ui/toast.ts';

const kinds = ['secret', 'password', 'certificate'] as const;
const printPattern = /^([0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$/;

/** Another credential; what was made up is shown in the same dialog, at the only moment when it can be seen. */
export function AddCredentialDialog(props: { device: string; onAdded: () => void; onClose: () => void }): ReactNode {
  const { device, onAdded, onClose } = props;
  const m = useTrustMessages();
  const { tenant } = useSession();
  const [kind, setKind] = useState<(typeof kinds)[number]>('secret');
  const [userName, setUserName] = useState('');
  const [password, setPassword] = useState('');
  const [scram, setScram] = useState(false);
  const [certificate, setCertificate] = useState('');
  const [label, setLabel] = useState('');
  const [term, setTerm] = useState('never');
  const create = useMutation({
    mutationFn: () => client.createDeviceCredential(device, inputOf()),
    onSuccess: (made) => {
      onAdded();
      toast(m.credentials.added);
      if (made.password === null) onClose();
    },
  });
  const places = problemOf(create.error)?.places ?? [];
  const placeOf = (field: string) => places.find((each) => each.field === field)?.expected;

  function inputOf(): DeviceCredentialInput {
    const expiresAt = endOfTerm(term);
    const about = { ...(label.trim() === '' ? {} : { label: label.trim() }), ...(expiresAt === undefined ? {} : { expiresAt }) };
    if (kind === 'secret') return { kind, ...about };
    if (kind === 'password') return { kind, userName: userName.trim(), scram, ...(password === '' ? {} : { password }), ...about };
    const text = certificate.trim();
    return printPattern.test(text) ? { kind, fingerprint: text, ...about } : { kind, certificate: text, ...about };
  }

  const made = create.data;
  if (made !== undefined && made.password !== null) {
    const username = `${tenant}/${made.userName ?? device}`;
    return (
      <Modal opened onClose={onClose} title={m.credentials.shownOnce} size="lg" closeButtonProps={{ 'aria-label': m.common.close }}>
        <div className="form">
          <Credentials credentials={{ clientId: device, username, password: made.password }} />
          <div className="form-end">
            <Button onClick={onClose}>{m.common.done}</Button>
          </div>
        </div>
      </Modal>
    );
  }
  const isNamed = kind === 'secret' || (kind === 'password' ? userName.trim() !== '' : certificate.trim() !== '');
  return (
    <Modal opened onClose={onClose} title={m.credentials.add} size="lg" closeButtonProps={{ 'aria-label': m.common.close }}>
      <form
        className="form"
        noValidate
        onChange={() => create.error && create.reset()}
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <NativeSelect
          label={m.credentials.kind}
          data={kinds.map((each) => ({ value: each, label: m.credentials.kinds[each] }))}
          value={kind}
          data-autofocus
          data-testid="credential-kind"
          onChange={(event) => setKind(kinds.find((each) => each === event.currentTarget.value) ?? 'secret')}
        />
        {kind === 'password' && (
          <>
            <TextInput
              label={m.credentials.userName}
              description={m.credentials.userNameHint(tenant)}
              classNames={{ input: 'mono' }}
              maxLength={128}
              autoComplete="off"
              spellCheck={false}
              error={placeOf('userName')}
              value={userName}
              data-testid="credential-user"
              onChange={(event) => setUserName(event.currentTarget.value)}
            />
            <PasswordInput
              label={`${m.credentials.password} (${m.common.optional})`}
              description={m.credentials.passwordHint}
              maxLength={128}
              // Not a password of whoever sits here: the browser must not offer or keep one.
              autoComplete="new-password"
              error={placeOf('password')}
              value={password}
              data-testid="credential-password"
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            <Checkbox
              label={m.credentials.scram}
              description={m.credentials.scramHint}
              checked={scram}
              onChange={(event) => setScram(event.currentTarget.checked)}
            />
          </>
        )}
        {kind === 'certificate' && (
          <Textarea
            label={m.credentials.certificate}
            description={m.credentials.certificateHint}
            classNames={{ input: 'mono' }}
            rows={6}
            spellCheck={false}
            error={placeOf('certificate') ?? placeOf('fingerprint')}
            value={certificate}
            data-testid="credential-certificate"
            onChange={(event) => setCertificate(event.currentTarget.value)}
          />
        )}
        <TextInput
          label={`${m.credentials.label} (${m.common.optional})`}
          description={m.credentials.labelHint}
          maxLength={128}
          autoComplete="off"
          error={placeOf('label')}
          value={label}
          data-testid="credential-label"
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <TermSelect label={m.credentials.term} terms={m.credentials.terms} value={term} onChange={setTerm} />
        {create.error && <ProblemNotice error={create.error} />}
        <div className="form-end">
          <Button variant="default" onClick={onClose}>
            {m.common.cancel}
          </Button>
          <Button type="submit" loading={create.isPending} disabled={!isNamed} data-testid="create-credential">
            {m.credentials.add}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
