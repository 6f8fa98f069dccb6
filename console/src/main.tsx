import { MantineProvider } from '@mantine/core';
import '@mantine/core/styles.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/query-client.ts';
import { router } from './app/router.tsx';
import { cssVariables, theme } from './app/theme.ts';
import './app/base.css';
import './ui/ui.css';
import { initialLanguage, LanguageProvider, loadMessages } from './i18n/language.tsx';
import { Toasts } from './ui/toasts.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

const language = initialLanguage();
document.documentElement.lang = language;
const messages = await loadMessages(language);

createRoot(root).render(
  <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
    <LanguageProvider language={language} messages={messages}>
      <QueryClientProvider client={queryClient}>
        <Toasts />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </LanguageProvider>
  </MantineProvider>,
);
