import { z } from 'zod'
import { mapFloat64 } from '../../random/map.ts'
import { asciiNames } from '../ascii.ts'
import { defineKind, indexDistributions, noOptions, optionsError } from '../define-kind.ts'
import { domainMaker } from '../domain.ts'
import type { KindContext } from '../kind.ts'
import { closedListMaker } from '../list-maker.ts'
import { derive, longest, truncated } from '../lists.ts'
import { localeOf } from '../locale.ts'
import { ownNumbers } from '../numbered.ts'
import { chosenOf } from '../token.ts'
import { concat, ints, type Part, picks } from '../vectors.ts'

const extensions = [
  'pdf',
  'jpg',
  'png',
  'txt',
  'csv',
  'docx',
  'xlsx',
  'json',
  'mp4',
  'zip',
  'md',
  'svg',
  'html',
  'mp3',
  'xml',
  'pptx',
]
const mimeTypes = [
  'application/pdf',
  'image/jpeg',
  'image/png',
  'text/plain',
  'text/csv',
  'application/json',
  'video/mp4',
  'application/zip',
  'text/markdown',
  'image/svg+xml',
  'text/html',
  'audio/mpeg',
  'application/xml',
  'application/octet-stream',
  'image/webp',
  'application/gzip',
  'font/woff2',
  'text/css',
  'text/javascript',
  'application/msword',
]
const folders = ['documents', 'images', 'reports', 'exports', 'invoices', 'uploads', 'archive', 'shared']

export const fileExtension = defineKind({
  name: 'file-extension',
  group: 'documents',
  summary: 'Ending of a file’s name, without the dot',
  type: 'text',
  options: noOptions,
  distributions: indexDistributions,
  maker: (_, context) => closedListMaker(context, extensions),
})

export const mimeType = defineKind({
  name: 'mime-type',
  group: 'documents',
  summary: 'Media type',
  type: 'text',
  options: noOptions,
  distributions: indexDistributions,
  maker: (_, context) => closedListMaker(context, mimeTypes),
})

function stems({ locale }: KindContext): readonly string[] {
  const spelled = asciiNames(locale.words.lorem, localeOf('en').words.lorem)
  return derive(spelled, 'stems', (list) => [...new Set(list.filter((word) => word.length > 2 && word.length < 13))])
}

/** Words, a number where the field is unique, and the ending; `folder` puts folders in front. */
function fileMaker(context: KindContext, wanted: string | undefined, folder: boolean) {
  const endings = wanted === undefined ? extensions : [wanted]
  const front = folder ? longest(folders) + 2 : 0
  const taken = front + 1 + longest(endings)
  const own = context.unique ? ownNumbers(context, taken + 1, 1) : undefined
  const room = own?.room ?? (context.maxLength ?? Number.POSITIVE_INFINITY) - taken
  if (room < 1)
    throw optionsError(`a column of ${context.maxLength} characters is too short: at least ${taken + 1} are needed`)
  const whole = stems(context)
  const two = room >= 2 * longest(whole) + 1
  const words = truncated(whole, room)
  return {
    capacity: own?.capacity ?? (room < 3 ? 1 : ownNumbers(context, taken + 1, 1).capacity),
    make: (rows: Parameters<typeof chosenOf>[1]) => {
      const pick = (draw: number, list: readonly string[]): Part =>
        picks(chosenOf(context.stream, rows, draw, list.length), list)
      return concat(
        rows.length,
        ...(folder ? ['/', pick(3, folders), '/'] : []),
        pick(0, words),
        ...(two ? ['-', pick(1, words)] : []),
        ...(own ? ['-', ints(own.numbers(rows))] : []),
        '.',
        pick(2, endings),
      )
    },
  }
}

const extension = z
  .string()
  .regex(/^\w{1,12}$/, 'letters and digits are needed')
  .optional()
  .describe('default: any of the usual ones')

export const fileName = defineKind({
  name: 'file-name',
  group: 'documents',
  summary: 'Name of a file with its ending',
  type: 'text',
  options: z.strictObject({ extension }),
  examples: [{}, { extension: 'pdf' }],
  maker: ({ extension }, context) => fileMaker(context, extension, false),
})

export const filePath = defineKind({
  name: 'file-path',
  group: 'documents',
  summary: 'Path of a file in a folder',
  type: 'text',
  options: z.strictObject({ extension }),
  examples: [{}, { extension: 'csv' }],
  maker: ({ extension }, context) => fileMaker(context, extension, true),
})

export const fileSize = defineKind({
  name: 'file-size',
  group: 'documents',
  summary: 'Size of a file in bytes: most are small, few are large',
  type: 'integer',
  options: z.strictObject({
    median: z.number().int().positive().default(60_000),
    max: z
      .number()
      .int()
      .positive()
      .max(2 ** 50)
      .default(2_000_000_000),
  }),
  distributions: indexDistributions,
  maker({ median, max }, context) {
    const distribution = context.distribution ?? { name: 'log-normal', median, sigma: 2 }
    return domainMaker(
      { ...context, distribution },
      { size: max, vector: (indices) => ints(mapFloat64(indices, (i) => i + 1)) },
      { first: 1, step: 1 },
    )
  },
})
