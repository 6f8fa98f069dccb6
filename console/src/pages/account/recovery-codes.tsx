import { Button } from '@mantine/core';
import { IconCopy, IconDownload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useSession } from '../../api/session.ts';
import { useMessages } from '../../i18n/language.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { download } from '../../ui/download.ts';
import { Notice } from '../../ui/notice.tsx';
import { toast } from '../../ui/toast.ts';

/** Codes that nobody can read a second time: to copy, to download, and only then to close. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }): ReactNode {
  const m = useMessages();
  const { person } = useSession();
  return (
    <div className="form">
      <p className="confirm-text">{m.account.recoveryDetail}</p>
      <ul className="recovery-codes mono" data-testid="recovery-codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Notice kind="warning" title={m.account.recoveryOnce} />
      <div className="form-end">
        <Button
          variant="default"
          leftSection={<IconCopy size={16} aria-hidden />}
          onClick={() => void copyText(codes.join('\n')).then(() => toast(m.common.copiedAs(m.account.recoveryCodes)))}
        >
          {m.common.copy}
        </Button>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => {
            const text = `${m.account.downloadHead(person.email)}\n\n${codes.join('\n')}\n`;
            download(new Blob([text], { type: 'text/plain' }), 'thalamus-recovery-codes.txt');
          }}
        >
          {m.account.download}
        </Button>
        <Button onClick={onDone} data-testid="recovery-codes-kept">
          {m.account.kept}
        </Button>
      </div>
    </div>
  );
}
