import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env.THALAMUS_URL ?? 'http://127.0.0.1:8080';
const proxy = {
  '/api/': { target: server, ws: true },
  '/docs/': { target: server },
  '/health': { target: server },
  '/metrics': { target: server },
};

// Dialogs, select boxes, and what permissions and spaces are chosen with: many pages use them, the first page does not. What imports one of
// them must be named too, as a group takes along what its modules import.
const notOnFirstPage = new RegExp(
  [
    'Modal|Drawer|ScrollArea|FocusTrap|remove-scroll|Combobox|Select|PasswordInput|Pill|Popover/|Tabs|SegmentedControl|FloatingIndicator|Checkbox',
    'Textarea|shell-quote|confirm|recipe|copy-as|code-block|problem-dialog|invitation-link|filter-problem|labels-editor|label-filter',
    'src/i18n/(?:en|zh-cn)/(?!index)|/messages\\.ts|NativeSelect|ComboboxChevron|parsed-combobox|InlineInput|term-select|reason-and-term|src/api/(?:limit|connection)',
    'src/spaces/(?:space-picker|use-writable)|src/access/(?!may|refusal|missing-permission|product-link)',
  ].join('|'),
);

export default defineConfig({
  plugins: [react()],
  server: { proxy },
  preview: { proxy },
  build: {
    target: 'es2022',
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        // Without this every icon and hook that two pages share becomes a request of its own.
        codeSplitting: {
          groups: [
            { name: 'framework', test: /node_modules\/(react|react-dom|scheduler|@tanstack)\//, priority: 2 },
            { name: 'parts', minShareCount: 4, priority: 1, test: (id) => !notOnFirstPage.test(id) },
          ],
        },
      },
    },
  },
});
