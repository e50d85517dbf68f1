/** A for a capital letter, a for a small one, 9 for a digit; all else is meant as it is. */
export function shapeOf(text: string): string {
  let shape = ''
  for (const sign of text)
    shape += /\p{Lu}/u.test(sign) ? 'A' : /\p{L}/u.test(sign) ? 'a' : /\p{N}/u.test(sign) ? '9' : escaped(sign)
  return shape
}

const escaped = (sign: string): string => (/[Aa9\\]/.test(sign) ? `\\${sign}` : sign)

/** Signs that are the same in this many texts of a shape belong to the shape, such as INV- of invoices. */
const enoughAlike = 20

export interface CountedShape {
  readonly shape: string
  readonly weight: number
}

/** Shapes of at least `rareBelow` rows; `rows` says how many rows have each text. */
export function learnShapes(
  texts: readonly string[],
  rows: ArrayLike<number>,
  rareBelow: number,
): readonly CountedShape[] {
  const found = new Map<string, { texts: string[]; weight: number }>()
  texts.forEach((text, i) => {
    const shape = shapeOf(text)
    const known = found.get(shape) ?? { texts: [], weight: 0 }
    known.texts.push(text)
    known.weight += rows[i]!
    found.set(shape, known)
  })
  return [...found]
    .filter(([shape, { weight, texts: alike }]) => shape !== '' && weight >= rareBelow && alike.length >= rareBelow)
    .sort(([, a], [, b]) => b.weight - a.weight)
    .slice(0, 100)
    .map(([, { texts: alike, weight }]) => ({ shape: commonShape(alike), weight }))
}

function commonShape(texts: readonly string[]): string {
  const split = texts.map((text) => Array.from(text))
  const [first = []] = split
  let shape = ''
  first.forEach((sign, place) => {
    const same = texts.length >= enoughAlike && split.every((signs) => signs[place] === sign)
    shape += same ? escaped(sign) : shapeOf(sign)
  })
  return shape
}

/** The shape as a regular expression: what unique texts are numbered by. */
export function patternOf(shape: string): string {
  let pattern = ''
  for (const { sign, literal } of signsOf(shape)) {
    if (literal) pattern += sign.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&')
    else pattern += sign === 'A' ? '[A-Z]' : sign === 'a' ? '[a-z]' : '[0-9]'
  }
  return pattern
}

export function signsOf(shape: string): { readonly sign: string; readonly literal: boolean }[] {
  const signs: { sign: string; literal: boolean }[] = []
  let isEscaped = false
  for (const sign of shape) {
    if (isEscaped) signs.push({ sign, literal: true })
    else if (sign !== '\\') signs.push({ sign, literal: !/[Aa9]/.test(sign) })
    isEscaped = !isEscaped && sign === '\\'
  }
  return signs
}
