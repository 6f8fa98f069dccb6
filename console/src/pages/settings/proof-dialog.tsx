import { Button, Modal, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { CertificateAuthority } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { useTrustMessages } from '../../trust/messages.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { toast } from '../../ui/toast.ts';

/** Takes what only who has the authority's key can make. */
export function ProofDialog(props: { authority: CertificateAuthority; onProven: () => void; onClose: () => void }): ReactNode {
  const { authority, onProven, onClose } = props;
  const m = useTrustMessages();
  const [proof, setProof] = useState('');
  const prove = useMutation({
    mutationFn: () =>
      client.proveCertificateAuthority(
        authority.id,
        proof.includes('-----BEGIN') ? { certificate: proof.trim() } : { signature: proof.replace(/\s/g, '') },
      ),
    onSuccess: () => {
      onProven();
      toast(m.trust.proven);
      onClose();
    },
  });
  const command = `printf %s ${authority.challenge ?? ''} | openssl dgst -sha256 -sign ca.key | base64`;
  return (
    <Modal opened onClose={onClose} title={m.trust.proveTitle} size="lg" closeButtonProps={{ 'aria-label': m.common.close }}>
      <form
        className="form"
        noValidate
        onChange={() => prove.error && prove.reset()}
        onSubmit={(event) => {
          event.preventDefault();
          prove.mutate();
        }}
      >
        <div>
          <p className="confirm-text">{m.trust.proveLead}</p>
          <CodeBlock code={command} what={m.trust.proveCommand} testId="proof-command" />
        </div>
        <Textarea
          label={m.trust.proof}
          classNames={{ input: 'mono' }}
          rows={5}
          spellCheck={false}
          data-autofocus
          value={proof}
          data-testid="proof"
          onChange={(event) => setProof(event.currentTarget.value)}
        />
        {prove.error && <ProblemNotice error={prove.error} />}
        <div className="form-end">
          <Button variant="default" onClick={onClose}>
            {m.common.cancel}
          </Button>
          <Button type="submit" loading={prove.isPending} disabled={proof.trim() === ''} data-testid="prove">
            {m.trust.prove}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
