import { TextPermutation } from '../../permute/text-permutation.ts'
import { defineTransform, noOptions } from '../define-transform.ts'

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
    mayKeep: 'a text without letters and digits',
  }),
  mask(_, { key }) {
    const permutation = new TextPermutation(key.words('file name'))
    return {
      value(text) {
        const end = /(?<=[^/\\.])\.[a-z]{1,5}\d?$/i.exec(text)?.[0] ?? ''
        const rest = text.slice(0, text.length - end.length)
        return rest.replace(pieces, (piece) => permutation.text(piece, end)) + end
      },
    }
  },
})
