import { Button, Modal, NativeSelect, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { useSession } from '../../api/session.ts';
import { tenantHref } from '../../api/tenant.ts';
import { useMessages } from '../../i18n/language.tsx';
import { lookRecipe } from '../../ui/change-recipes.ts';
import { CopyAs } from '../../ui/copy-as.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';

/** Times that are offered; the API takes any up to four hours. */
const terms = [15, 30, 60, 120, 240] as const;
const reasonCharsMin = 10;

interface LookProps {
  readonly tenant: string;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** A reason and a time, then the console anew in that tenant. */
export function LookDialog({ tenant, opened, onClose }: LookProps): ReactNode {
  const m = useMessages();
  const { person } = useSession();
  const [reason, setReason] = useState('');
  const [minutes, setMinutes] = useState<number>(30);
  const body = { tenant, reason: reason.trim(), minutes };
  const begin = useMutation({
    mutationFn: () => client.beginImpersonation(body),
    // Loads the console anew, so that nothing read in another tenant can show up in this one.
    onSuccess: () => location.assign(tenantHref(tenant)),
  });
  return (
    <Modal opened={opened} onClose={onClose} title={m.operator.lookTitle(tenant)} closeButtonProps={{ 'aria-label': m.common.close }}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          begin.mutate();
        }}
      >
        <p className="confirm-text">{m.operator.lookDetail}</p>
        <Textarea
          label={m.operator.reason}
          description={m.operator.reasonHint}
          placeholder={m.operator.reasonExample}
          required
          withAsterisk={false}
          maxLength={500}
          rows={2}
          data-autofocus
          data-testid="look-reason"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <NativeSelect
          label={m.operator.minutes}
          data={terms.map((each) => ({ value: String(each), label: m.operator.minutesText(each) }))}
          value={String(minutes)}
          onChange={(event) => setMinutes(Number(event.currentTarget.value))}
        />
        {begin.error && <ProblemNotice error={begin.error} />}
        <div className="form-end">
          <div className="form-end-start">
            <CopyAs recipe={() => lookRecipe(person.email, body)} />
          </div>
          <Button variant="default" onClick={onClose}>
            {m.common.cancel}
          </Button>
          <Button
            type="submit"
            loading={begin.isPending || begin.isSuccess}
            disabled={body.reason.length < reasonCharsMin}
            data-testid="look-begin"
          >
            {m.operator.begin}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
