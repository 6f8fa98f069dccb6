/** The words of an unfinished command line as a POSIX shell splits them; the last is the one that is being typed, perhaps empty. */
export function shellWords(line: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  let open = false;
  for (let at = 0; at < line.length; at++) {
    const char = line[at] ?? '';
    const escaped = char === '\\' && quote !== "'";
    if (escaped) {
      at += 1;
      word += line[at] ?? '';
      open = true;
    } else if (quote !== '') {
      if (char === quote) quote = '';
      else word += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      open = true;
    } else if (/\s/.test(char)) {
      if (open) words.push(word);
      [word, open] = ['', false];
    } else {
      word += char;
      open = true;
    }
  }
  return [...words, word];
}
