import { Button, Menu } from '@mantine/core';
import { IconApi, IconBraces, IconChevronDown, IconTerminal } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useMessages } from '../i18n/language.tsx';
import { copyText } from './clipboard.ts';
import { toast } from './toast.ts';

/** The same action in the three ways a program can do it. */
export interface Recipe {
  readonly api: string;
  readonly cli: string;
  readonly sdk: string;
}

/** "Copy as…": what the page just did, or would do, as something to paste into a program. */
export function CopyAs({ recipe }: { recipe: () => Recipe }): ReactNode {
  const m = useMessages().common;
  const ways = [
    { key: 'api', label: m.copyAsApi, Icon: IconApi },
    { key: 'cli', label: m.copyAsCli, Icon: IconTerminal },
    { key: 'sdk', label: m.copyAsSdk, Icon: IconBraces },
  ] as const;
  return (
    <Menu>
      <Menu.Target>
        <Button className="copy-as" variant="default" size="xs" rightSection={<IconChevronDown size={14} aria-hidden />}>
          {m.copyAs}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {ways.map(({ key, label, Icon }) => (
          <Menu.Item
            key={key}
            leftSection={<Icon size={16} aria-hidden />}
            onClick={() => void copyText(recipe()[key]).then(() => toast(m.copiedAs(label)))}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
