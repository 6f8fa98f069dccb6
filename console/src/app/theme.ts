import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** The one accent. Far from the four state colours, so that nothing interactive is mistaken for a state. */
const iris: MantineColorsTuple = [
  '#f2f1fb',
  '#e2e0f8',
  '#c5c1f0',
  '#aaa4ea',
  '#8e86e2',
  '#7167d8',
  '#5a4fcb',
  '#4b41b2',
  '#3d3594',
  '#2e2872',
];
const gray: MantineColorsTuple = [
  '#faf9f7',
  '#f4f3f0',
  '#eae9e5',
  '#dedcd7',
  '#c9c7c1',
  '#a5a39d',
  '#7d7b76',
  '#5c5b57',
  '#3d3c3a',
  '#232221',
];
const dark: MantineColorsTuple = [
  '#e4e5e7',
  '#c3c6cc',
  '#9da1aa',
  '#858993',
  '#363940',
  '#282b31',
  '#202227',
  '#191b1f',
  '#15171a',
  '#121316',
];

export const theme = createTheme({
  colors: { iris, gray, dark },
  primaryColor: 'iris',
  primaryShade: { light: 6, dark: 6 },
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", "Noto Sans Mono CJK SC", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.4' },
      h2: { fontSize: '0.9375rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  components: {
    Button: { defaultProps: { size: 'sm' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 'md' } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
    // Mantine's <header> inside a dialog would count as a second banner of the page.
    Drawer: { defaultProps: { attributes: { header: { role: 'presentation' } } } },
    Modal: {
      defaultProps: { attributes: { header: { role: 'presentation' } }, centered: true, overlayProps: { backgroundOpacity: 0.45 } },
    },
    // A scrolling region must be reachable by keyboard (WCAG 2.1.1).
    ScrollAreaAutosize: { defaultProps: { viewportProps: { tabIndex: 0 } } },
    // Mantine's own scrolling box around the options can't be reached by keyboard; the list itself needs none.
    Select: { defaultProps: { withScrollArea: false, classNames: { options: 'select-options' } } },
    Menu: { defaultProps: { withInitialFocusPlaceholder: false, shadow: 'md', position: 'bottom-end' } },
  },
});

/** Mantine's own defaults for dimmed text, placeholders, errors and links do not reach AA on our surfaces. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-text': '#1d1e20',
    '--mantine-color-dimmed': '#62646a',
    '--mantine-color-placeholder': '#74767c',
    '--mantine-color-error': '#b82c22',
    '--mantine-color-anchor': '#4b41b2',
    '--mantine-color-default-border': '#d5d3cd',
  },
  dark: {
    '--mantine-color-text': '#e4e5e7',
    '--mantine-color-dimmed': '#9da1aa',
    '--mantine-color-placeholder': '#8a8e98',
    '--mantine-color-error': '#f4857b',
    '--mantine-color-anchor': '#b3adf0',
    '--mantine-color-default-border': '#3a3d45',
    '--mantine-color-gray-light-color': '#c3c6cc',
  },
});
