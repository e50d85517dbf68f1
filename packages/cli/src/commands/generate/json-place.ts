/**
 * Where JSON breaks: the offset of the first character that cannot stand there, undefined where all is well. The
 * engine's own message says it only at times.
 */
export function brokenAt(text: string): number | undefined {
  let at = 0
  const fail = (): never => {
    throw new Broken(at)
  }
  const skip = (): void => {
    while (' \t\n\r'.includes(text[at] ?? 'x')) at++
  }
  const token = (pattern: RegExp): void => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (!found) fail()
    else at += found[0].length
  }
  const string = (): void => {
    if (text[at] !== '"') fail()
    for (at++; text[at] !== '"'; at++) {
      const character = text[at]
      if (character === undefined || character < ' ') fail()
      if (character === '\\') {
        at++
        if (text[at] === 'u') {
          for (let digit = 0; digit < 4; digit++) if (!/[0-9a-f]/i.test(text[++at] ?? '')) fail()
        } else if (!'"\\/bfnrt'.includes(text[at] ?? 'x')) fail()
      }
    }
    at++
  }
  const members = (close: string, member: () => void): void => {
    at++
    skip()
    if (text[at] === close) {
      at++
      return
    }
    for (;;) {
      skip()
      member()
      skip()
      if (text[at] === close) break
      if (text[at] !== ',') fail()
      at++
    }
    at++
  }
  const value = (): void => {
    skip()
    const first = text[at]
    if (first === '{') {
      members('}', () => {
        string()
        skip()
        if (text[at] !== ':') fail()
        at++
        value()
      })
    } else if (first === '[') members(']', value)
    else if (first === '"') string()
    else token(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y)
  }
  try {
    value()
    skip()
    return at < text.length ? at : undefined
  } catch (thrown) {
    if (thrown instanceof Broken) return thrown.offset
    throw thrown
  }
}

class Broken extends Error {
  readonly offset: number
  constructor(offset: number) {
    super('broken JSON')
    this.offset = offset
  }
}
