import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { CertificateAuthority } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { useTrustMessages } from '../../trust/messages.ts';
import { ProblemNotice } from '../../ui/notice.tsx';
import { toast } from '../../ui/toast.ts';

export function AuthorityDialog(props: { onRegistered: (authority: CertificateAuthority) => void; onClose: () => void }): ReactNode {
  const m = useTrustMessages();
  const [certificate, setCertificate] = useState('');
  const [deviceName, setDeviceName] = useState('{subject.CN}');
  const [label, setLabel] = useState('');
  const create = useMutation({
    mutationFn: () =>
      client.createCertificateAuthority({ certificate, deviceName, ...(label.trim() === '' ? {} : { label: label.trim() }) }),
    onSuccess: (authority) => {
      toast(m.trust.registered);
      props.onRegistered(authority);
    },
  });
  const placeOf = (field: string) => problemOf(create.error)?.places.find((each) => each.field === field)?.expected;
  return (
    <Modal opened onClose={props.onClose} title={m.trust.addAuthority} size="lg" closeButtonProps={{ 'aria-label': m.common.close }}>
      <form
        className="form"
        noValidate
        onChange={() => create.error && create.reset()}
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Textarea
          label={m.trust.pem}
          description={m.trust.pemHint}
          classNames={{ input: 'mono' }}
          rows={8}
          spellCheck={false}
          data-autofocus
          error={placeOf('certificate')}
          value={certificate}
          data-testid="authority-pem"
          onChange={(event) => setCertificate(event.currentTarget.value)}
        />
        <TextInput
          label={m.trust.template}
          description={m.trust.templateHint}
          classNames={{ input: 'mono' }}
          spellCheck={false}
          error={placeOf('deviceName')}
          value={deviceName}
          onChange={(event) => setDeviceName(event.currentTarget.value)}
        />
        <TextInput
          label={`${m.credentials.label} (${m.common.optional})`}
          maxLength={128}
          autoComplete="off"
          error={placeOf('label')}
          value={label}
          data-testid="authority-label"
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        {create.error && <ProblemNotice error={create.error} />}
        <div className="form-end">
          <Button variant="default" onClick={props.onClose}>
            {m.common.cancel}
          </Button>
          <Button type="submit" loading={create.isPending} disabled={certificate.trim() === ''} data-testid="create-authority">
            {m.trust.addAuthority}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
