import { mqttClient } from '../../i18n/en/mqtt-client.ts';
import { type Language, useMessages, useSpeech } from '../../i18n/language.tsx';
import { mqttClient as zhMqttClient } from '../../i18n/zh-cn/mqtt-client.ts';

const texts = { en: mqttClient, 'zh-CN': zhMqttClient } as const satisfies Record<Language, object>;

/** All texts, with those that only this page needs. */
export function useClientMessages() {
  const { language } = useSpeech();
  return { ...useMessages(), client: texts[language] };
}
