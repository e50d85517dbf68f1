/** Longer texts have no shape: they are prose. */
const longestShape = 40

/** Upper-case letters as A, lower-case ones as a, digits as 9, all else as it is. */
export function shapeOfText(text: string): string | undefined {
  if (text.length > longestShape) return undefined
  let shape = ''
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit >= 97 && unit <= 122) shape += 'a'
    else if (unit >= 65 && unit <= 90) shape += 'A'
    else if (unit >= 48 && unit <= 57) shape += '9'
    else if (unit < 128) shape += text[at]
    else shape += letterBeyond(text, at)
  }
  return shape
}

function letterBeyond(text: string, at: number): string {
  const letter = String.fromCodePoint(text.codePointAt(at) ?? 0)
  if (/\p{Lu}/u.test(letter)) return 'A'
  return /\p{L}/u.test(letter) ? 'a' : (text[at] ?? '')
}
