import { z } from 'zod'
import { pairsMaker } from '../company/company-name.ts'
import { companyRecord } from '../company/company-record.ts'
import { defineKind, noOptions, optionsError } from '../define-kind.ts'
import type { KindContext, Maker } from '../kind.ts'
import { longest } from '../lists.ts'
import { picks } from '../vectors.ts'

/** Host name of the row's company. */
function companyHost(context: KindContext, before: string, after: string): Maker {
  const company = companyRecord(context)
  const ending = `.example.com${after}`
  if (context.maxLength !== undefined && context.maxLength < before.length + ending.length + (context.unique ? 2 : 1)) {
    throw optionsError(
      `a column of ${context.maxLength} characters is too short: this kind takes at least ${before.length + ending.length + 2}`,
    )
  }
  return pairsMaker(context, company, {
    before,
    room: 2 * longest(company.ascii) + 1,
    extra: ending.length,
    keepEnding: true,
    short: company.ascii,
    numberGap: '',
    whole: ({ first, second }) => [picks(first, company.ascii), '-', picks(second, company.ascii)],
    ending: () => [ending],
  })
}

export const domain = defineKind({
  name: 'domain',
  group: 'internet',
  summary: 'Domain of the row’s company, below a domain that is reserved for examples',
  type: 'text',
  options: noOptions,
  maker: (_, context) => companyHost(context, '', ''),
})

export const url = defineKind({
  name: 'url',
  group: 'internet',
  summary: 'Address of a web page of the row’s company',
  type: 'text',
  options: z.strictObject({
    path: z.string().startsWith('/').default('/').describe('what stands behind the host'),
    protocol: z.enum(['https', 'http']).default('https'),
  }),
  examples: [{}, { path: '/about', protocol: 'http' }],
  maker: ({ path, protocol }, context) => companyHost(context, `${protocol}://`, path),
})
