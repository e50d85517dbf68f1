import { z } from 'zod'
import { companyRecord } from '../company/company-record.ts'
import { defineKind, noOptions } from '../define-kind.ts'
import type { KindContext } from '../kind.ts'
import { fitting, longest } from '../lists.ts'
import { localPart } from '../people/local-part.ts'
import { chosenOf } from '../token.ts'
import { concat, picks } from '../vectors.ts'

/** RFC 2606 keeps these free: mail to them reaches nobody. */
const exampleDomains = ['example.com', 'example.org', 'example.net'] as const

const domains = z
  .array(z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'a domain is needed, such as example.com'))
  .min(1)
  .default([...exampleDomains])
  .describe('one of these stands behind the @; reserved ones by default, so that no mail reaches anybody')

export const email = defineKind({
  name: 'email',
  group: 'internet',
  summary: 'E-mail address out of the person’s name',
  type: 'text',
  options: z.strictObject({ domains }),
  examples: [{}, { domains: ['mail.test'] }],
  maker({ domains }, context) {
    const hosts = hostsThatFit(domains, context)
    const local = localPart(context, longest(hosts) + 1)
    return {
      capacity: local.capacity,
      make: (rows) => {
        const parts = local.parts(rows)
        if (hosts.length === 1) return concat(rows.length, ...parts, `@${hosts[0]}`)
        return concat(rows.length, ...parts, '@', picks(chosenOf(context.stream, rows, 0, hosts.length), hosts))
      },
    }
  },
})

/** In a short column the shorter domains; all of them where there is room for a name. */
function hostsThatFit(domains: readonly string[], { maxLength }: KindContext): readonly string[] {
  if (maxLength === undefined || longest(domains) + 12 <= maxLength) return domains
  const shortest = Math.min(...domains.map((name) => name.length))
  return fitting(domains, shortest)
}

/** Room for a name that a company's host must leave; else the address is at the shared domain. */
const NAME_ROOM = 12

export const companyEmail = defineKind({
  name: 'company-email',
  group: 'internet',
  summary: 'E-mail address of the person at the domain of its company',
  type: 'text',
  options: noOptions,
  maker(_, context) {
    const company = companyRecord({ ...context, unique: false })
    const ending = '.example.com'
    const own = 2 * longest(company.ascii) + 1 + ending.length
    const hasOwn = context.maxLength === undefined || own + 1 + NAME_ROOM <= context.maxLength
    const local = localPart(context, hasOwn ? own + 1 : ending.length)
    return {
      capacity: local.capacity,
      make: (rows) => {
        if (!hasOwn) return concat(rows.length, ...local.parts(rows), '@example.com')
        const { first, second } = company.pairs(context.unique ? { ...rows, attempt: 0 } : rows)
        const host = [picks(first, company.ascii), '-', picks(second, company.ascii), ending] as const
        return concat(rows.length, ...local.parts(rows), '@', ...host)
      },
    }
  },
})
