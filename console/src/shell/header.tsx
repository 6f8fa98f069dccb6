import { ActionIcon, Menu, Tooltip, useMantineColorScheme } from '@mantine/core';
import {
  IconBroadcast,
  IconBroadcastOff,
  IconDeviceDesktop,
  IconKeyboard,
  IconLanguage,
  IconLogout,
  IconMenu2,
  IconMoon,
  IconSearch,
  IconSun,
  IconUserCircle,
  IconUserCog,
} from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { liveState } from '../api/connection.ts';
import { signOut, useSession } from '../api/session.ts';
import { useSignal } from '../app/signal.ts';
import { useMessages, useSpeech } from '../i18n/language.tsx';
import { Logo } from './logo.tsx';
import { TenantMenu } from './tenant-menu.tsx';

const schemes = [
  { value: 'light', Icon: IconSun },
  { value: 'dark', Icon: IconMoon },
  { value: 'auto', Icon: IconDeviceDesktop },
] as const;

interface HeaderProps {
  readonly onMenu: () => void;
  readonly onSearch: () => void;
  readonly onShortcuts: () => void;
}

export function Header({ onMenu, onSearch, onShortcuts }: HeaderProps): ReactNode {
  const m = useMessages().shell;
  const session = useSession();
  return (
    <header className="shell-head">
      <ActionIcon className="only-mobile" size="lg" aria-label={m.openNavigation} onClick={onMenu}>
        <IconMenu2 size={20} aria-hidden />
      </ActionIcon>
      <Link to="/" className="brand" aria-label="Thalamus">
        <Logo />
        <span>Thalamus</span>
      </Link>
      <TenantMenu session={session} />
      <div className="shell-head-end">
        <LiveDot />
        <button type="button" className="search-button" onClick={onSearch} aria-label={m.search} aria-keyshortcuts="Control+K Meta+K">
          <IconSearch size={16} aria-hidden />
          <span>{m.search}</span>
          <kbd aria-hidden>{/Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘K' : 'Ctrl K'}</kbd>
        </button>
        <LanguageMenu />
        <ThemeMenu />
        <AccountMenu email={session.person.email} onShortcuts={onShortcuts} />
      </div>
    </header>
  );
}

function LiveDot(): ReactNode {
  const m = useMessages().shell;
  const state = useSignal(liveState);
  if (state === 'idle') return null;
  const label = { open: m.liveConnected, connecting: m.liveConnecting, lost: m.liveLost }[state];
  const Icon = state === 'lost' ? IconBroadcastOff : IconBroadcast;
  return (
    <Tooltip label={label}>
      <div className="live-dot" data-state={state} role="img" aria-label={label}>
        <Icon size={16} aria-hidden />
        <span>{m.live}</span>
      </div>
    </Tooltip>
  );
}

/** The language's own name, so that it can be found by who cannot read the present one. */
export function LanguageMenu(): ReactNode {
  const { messages, language, speak } = useSpeech();
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon size="lg" aria-label={messages.shell.language}>
          <IconLanguage size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={language} onChange={(value) => speak(value === 'zh-CN' ? 'zh-CN' : 'en')}>
          <Menu.RadioItem value="en" lang="en">
            English
          </Menu.RadioItem>
          <Menu.RadioItem value="zh-CN" lang="zh-CN">
            简体中文
          </Menu.RadioItem>
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}

export function ThemeMenu(): ReactNode {
  const m = useMessages().shell;
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Current = schemes.find((scheme) => scheme.value === colorScheme)?.Icon ?? IconDeviceDesktop;
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon size="lg" aria-label={m.theme}>
          <Current size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {schemes.map(({ value, Icon }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon size={16} aria-hidden />}
            aria-current={colorScheme === value}
            fw={colorScheme === value ? 600 : 400}
            onClick={() => setColorScheme(value)}
          >
            {m[value]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function AccountMenu({ email, onShortcuts }: { email: string; onShortcuts: () => void }): ReactNode {
  const m = useMessages().shell;
  const navigate = useNavigate();
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon size="lg" aria-label={m.account}>
          <IconUserCircle size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{m.signedInAs(email)}</Menu.Label>
        <Menu.Item leftSection={<IconUserCog size={16} aria-hidden />} onClick={() => void navigate({ to: '/account' })}>
          {m.accountPage}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={onShortcuts}>
          {m.shortcuts}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void signOut()}>
          {m.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
