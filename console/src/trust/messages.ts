import { credentials, mqttAccess, trust } from '../i18n/en/credentials.ts';
import { type Language, useMessages, useSpeech } from '../i18n/language.tsx';
import * as zhCn from '../i18n/zh-cn/credentials.ts';

const zh = { credentials: zhCn.credentials, mqttAccess: zhCn.mqttAccess, trust: zhCn.trust };
const texts = { en: { credentials, mqttAccess, trust }, 'zh-CN': zh } as const satisfies Record<Language, object>;

/** All texts, with those about who may connect: they are no part of what every page loads. */
export function useTrustMessages() {
  const { language } = useSpeech();
  return { ...useMessages(), ...texts[language] };
}
