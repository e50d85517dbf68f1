const most = 60

/** A value as people may see it: its letters as x, its digits as 9, whatever else it holds as it is, and cut where it is long. */
export function maskedShape(text: string): string {
  const shape = text
    .slice(0, most)
    .replace(/[\p{L}\p{M}]/gu, 'x')
    .replace(/\p{N}/gu, '9')
  return text.length > most ? `${shape}…` : shape
}
