import { defineTransform, noOptions } from '../define-transform.ts'
import { formatMask } from '../draws/format-mask.ts'

/** Each folder's name, and the file's without its end. */
const pieces = /[^/\\]+/g

export const fileName = defineTransform({
  name: 'file-name',
  group: 'text',
  summary: 'Another name of a file or a path: folders and names by their format, the end that says what it is stays',
  options: noOptions,
  accepts: ['text'],
  promises: () => ({
    deterministic: true,
    unique: 'preserved',
    format: 'preserved',
    longest: (length) => length,
  }),
  mask(_, { key }) {
    const permuted = formatMask(key, 'file name')
    return {
      value(text) {
        const end = /(?<=[^/\\.])\.[a-z]{1,5}\d?$/i.exec(text)?.[0] ?? ''
        const rest = text.slice(0, text.length - end.length)
        return rest.replace(pieces, (piece) => permuted(piece, end)) + end
      },
    }
  },
})
