import { aliasTable } from '../../random/alias.ts'
import { type Rows, type Stream, substream, word } from '../../random/stream.ts'
import { signsOf } from '../learn/text-shapes.ts'

const alphabets: Readonly<Record<string, string>> = {
  A: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  a: 'abcdefghijklmnopqrstuvwxyz',
  9: '0123456789',
}

/** Texts of the shapes that were seen, as often as they were. */
export function shapeDrawer(
  shapes: readonly { readonly shape: string; readonly weight: number }[],
): (rows: Rows, stream: Stream) => string[] {
  const split = shapes.map(({ shape }) => signsOf(shape))
  const choose = aliasTable(shapes.map(({ weight }) => weight))
  return (rows, stream) => {
    const signs = substream(stream, 'signs')
    return Array.from({ length: rows.length }, (_, i) => {
      const row = rows.numbers[i]!
      const shape = split[choose(word(stream, row, 1, rows.attempt) / 4294967296)]!
      let text = ''
      shape.forEach(({ sign, literal }, place) => {
        const alphabet = literal ? undefined : alphabets[sign]
        text +=
          alphabet === undefined
            ? sign
            : alphabet[Math.floor((word(signs, row, place, rows.attempt) * alphabet.length) / 4294967296)]
      })
      return text
    })
  }
}
