/** A text without what people write in one way or another: case, and blanks. */
export function foldedText(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase()
}
