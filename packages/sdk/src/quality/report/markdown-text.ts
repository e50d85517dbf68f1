/** Text that Markdown takes for nothing but text, in one line. */
export function markdownText(text: string): string {
  return text
    .replaceAll(/[\\`*_[\]<>|&#~]/g, (sign) => `\\${sign}`)
    .replaceAll(/[\s\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
}
