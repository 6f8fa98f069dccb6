import { faults } from '#core/errors.ts';

const style = `
:root { color-scheme: light dark; --ink: light-dark(#1b1f24, #e6e8eb); --soft: light-dark(#57606a, #9aa4af); --line: light-dark(#d8dee4, #30363d);
  --page: light-dark(#ffffff, #0f1216); --mark: light-dark(#fff6d6, #2e2a17); --accent: light-dark(#1f5fbf, #7db0ff); --code: light-dark(#f3f5f7, #1b2027); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
header, main { max-width: 46rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; }
nav { display: flex; gap: 1.25rem; font-size: .9rem; }
h1 { font-size: 1.6rem; margin: 1.25rem 0 .5rem; }
a { color: var(--accent); }
section { padding: 1rem; margin: 0 -1rem; border-top: 1px solid var(--line); scroll-margin-top: 1rem; }
section:target { background: var(--mark); border-radius: 8px; border-color: transparent; }
h2 { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem .75rem; margin: 0 0 .25rem; font-size: 1rem; }
h2 a { color: inherit; text-decoration: none; }
h2 a:hover { text-decoration: underline; }
h2 span { color: var(--soft); font-weight: 400; font-size: .9rem; font-variant-numeric: tabular-nums; }
p { margin: 0; }
p + p { margin-top: .25rem; }
.remedy { color: var(--soft); }
code, h2 a { font: 600 .92em ui-monospace, monospace; overflow-wrap: anywhere; }
p code { font-weight: 400; background: var(--code); padding: .1em .3em; border-radius: 4px; }
footer { height: 60vh; }
`;

/** `/docs/errors`, where the `type` of a problem leads: what each code means and what to do about it. */
export function errorsPage(): string {
  const sections = Object.entries(faults).map(
    ([code, { status, title, remedy }]) => `<section id="${code}">
<h2><a href="#${code}">${code}</a><span>HTTP ${status}</span></h2>
<p>${escaped(title)}.</p>
<p class="remedy">${escaped(remedy).replaceAll(/`([^`]+)`/g, '<code>$1</code>')}</p>
</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Errors · Thalamus</title>
<style>${style}</style>
</head>
<body>
<header>
<nav><a href="/">Console</a><a href="/docs/api">API reference</a></nav>
<h1>Errors</h1>
<p>Every error of the API is <code>application/problem+json</code> with a stable <code>code</code>. <code>detail</code> says what happened,
<code>places</code> which fields are at fault and what was expected there, and <code>instance</code> finds the request in the log.</p>
</header>
<main>
${sections.join('\n')}
</main>
<footer></footer>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
