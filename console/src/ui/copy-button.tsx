import { ActionIcon, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useMessages } from '../i18n/language.tsx';
import { copyText } from './clipboard.ts';

const copiedMs = 1600;

/** Copies `text`; `what` names it for people who don't see the place. */
export function CopyButton({ text, what }: { text: string; what: string }): ReactNode {
  const m = useMessages().common;
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), copiedMs);
    return () => clearTimeout(timer);
  }, [copied]);

  const label = copied ? m.copied : m.copyWhat(what);
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={() => void copyText(text).then(() => setCopied(true))}>
        {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}
