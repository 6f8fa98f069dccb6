import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import type { Messages } from './en/index.ts';
import { createFormat, type Format } from './format.ts';

export const languages = ['en', 'zh-CN'] as const;
export type Language = (typeof languages)[number];

const storageKey = 'thalamus-language';

/** The language chosen before, else the first of the browser's languages that we speak, else English. */
export function initialLanguage(): Language {
  const chosen = localStorage.getItem(storageKey);
  if (chosen === 'en' || chosen === 'zh-CN') return chosen;
  for (const tag of navigator.languages) {
    if (tag.toLowerCase().startsWith('zh')) return 'zh-CN';
    if (tag.toLowerCase().startsWith('en')) return 'en';
  }
  return 'en';
}

/** Loads one catalogue; only the language in use is downloaded. */
export async function loadMessages(language: Language): Promise<Messages> {
  return language === 'zh-CN' ? (await import('./zh-cn/index.ts')).zhCn : (await import('./en/index.ts')).en;
}

interface Speech {
  readonly language: Language;
  readonly messages: Messages;
  readonly format: Format;
  readonly speak: (language: Language) => void;
}

const SpeechContext = createContext<Speech | undefined>(undefined);

export function LanguageProvider(props: { language: Language; messages: Messages; children: ReactNode }): ReactNode {
  const [current, setCurrent] = useState({ language: props.language, messages: props.messages });

  const speak = useCallback((language: Language) => {
    void loadMessages(language).then((messages) => {
      localStorage.setItem(storageKey, language);
      document.documentElement.lang = language;
      setCurrent({ language, messages });
    });
  }, []);

  const speech = useMemo(() => ({ ...current, format: createFormat(current.language), speak }), [current, speak]);
  return <SpeechContext value={speech}>{props.children}</SpeechContext>;
}

export function useSpeech(): Speech {
  const speech = useContext(SpeechContext);
  if (speech === undefined) throw new Error('useSpeech needs a LanguageProvider above it');
  return speech;
}

/** The texts of the interface in the chosen language. */
export function useMessages(): Messages {
  return useSpeech().messages;
}

/** Numbers and times as the chosen language writes them. */
export function useFormat(): Format {
  return useSpeech().format;
}
