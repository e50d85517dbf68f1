import { z } from 'zod'
import { defineKind, noOptions, optionsError } from '../define-kind.ts'
import { mapRows } from '../scalar-draws.ts'
import { texts } from '../vectors.ts'

const elements = ['name', 'colour', 'size', 'status', 'note', 'category'] as const
const contents = [
  'alpha',
  'beta',
  'gamma',
  'delta',
  'large',
  'small',
  'red',
  'green',
  'blue',
  'open',
  'closed',
] as const

export const xml = defineKind({
  name: 'xml',
  group: 'documents',
  summary: 'Small well-formed XML document',
  type: 'text',
  options: z.strictObject({
    root: z
      .string()
      .regex(/^[A-Za-z_][\w.-]*$/, 'a name is needed')
      .default('item'),
  }),
  examples: [{}, { root: 'order' }],
  neverUnique: 'documents are drawn, not numbered',
  maker({ root }, context) {
    const bare = `<${root} id="0000000"/>`.length
    const room = context.maxLength ?? Number.POSITIVE_INFINITY
    if (room < bare) throw optionsError(`a document takes at least ${bare} characters, and the column holds ${room}`)
    return {
      capacity: 0,
      make: (rows) =>
        texts(
          mapRows(context.stream, rows, (draws) => {
            const id = draws.between(1, 9_999_999)
            const open = `<${root} id="${id}">`
            const close = `</${root}>`
            let body = ''
            for (const element of elements) {
              if (draws.below(2) === 0) continue
              const more = `<${element}>${draws.pick(contents)}</${element}>`
              if (open.length + body.length + more.length + close.length > room) break
              body += more
            }
            return body === '' ? `<${root} id="${id}"/>` : open + body + close
          }),
        ),
    }
  },
})

export const hstore = defineKind({
  name: 'hstore',
  group: 'documents',
  summary: 'Keys and values as a Postgres hstore',
  type: 'text',
  options: noOptions,
  neverUnique: 'they are drawn, not numbered',
  maker(_, context) {
    const room = context.maxLength ?? Number.POSITIVE_INFINITY
    const longest = '"category"=>"closed"'.length
    if (room < longest)
      throw optionsError(`an hstore takes at least ${longest} characters, and the column holds ${room}`)
    return {
      capacity: 0,
      make: (rows) =>
        texts(
          mapRows(context.stream, rows, (draws) => {
            const first = draws.below(elements.length)
            let text = ''
            for (let i = draws.between(1, 3), k = 0; k < i; k++) {
              const pair = `"${elements[(first + k) % elements.length]}"=>"${draws.pick(contents)}"`
              if (text !== '' && text.length + 2 + pair.length > room) break
              text += (k === 0 ? '' : ', ') + pair
            }
            return text
          }),
        ),
    }
  },
})
