import { z } from 'zod'
import { defineKind, noOptions } from '../define-kind.ts'
import { digits, hexDigits, lowerLetters, tokenMaker, upperLetters } from '../token.ts'
import { concat } from '../vectors.ts'
import { localPart } from './local-part.ts'

export const username = defineKind({
  name: 'username',
  group: 'people',
  summary: 'User name out of the person’s name, as in its e-mail address',
  type: 'text',
  options: noOptions,
  maker(_, context) {
    const local = localPart(context, 0)
    return { capacity: local.capacity, make: (rows) => concat(rows.length, ...local.parts(rows)) }
  },
})

export const avatar = defineKind({
  name: 'avatar',
  group: 'people',
  summary: 'Address of a portrait, on a host that is reserved for examples',
  type: 'text',
  options: z.strictObject({
    base: z.url().default('https://example.com/avatars/').describe('what stands before the user name'),
  }),
  maker({ base }, context) {
    const local = localPart(context, base.length + 4)
    return { capacity: local.capacity, make: (rows) => concat(rows.length, base, ...local.parts(rows), '.png') }
  },
})

const bcryptAlphabet = `./${upperLetters}${lowerLetters}${digits}`
const hashes = {
  bcrypt: { before: '$2b$12$', alphabet: bcryptAlphabet, length: 53 },
  argon2: {
    before: '$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHRzYWx0$',
    alphabet: `${upperLetters}${lowerLetters}${digits}`,
    length: 43,
  },
  sha256: { before: '', alphabet: hexDigits, length: 64 },
  md5: { before: '', alphabet: hexDigits, length: 32 },
} as const

export const passwordHash = defineKind({
  name: 'password-hash',
  group: 'people',
  summary: 'What looks like a stored password; no password belongs to it',
  type: 'text',
  options: z.strictObject({ algorithm: z.enum(['bcrypt', 'argon2', 'sha256', 'md5']).optional() }),
  examples: [{}, { algorithm: 'argon2' }, { algorithm: 'sha256' }, { algorithm: 'md5' }],
  maker({ algorithm }, context) {
    const room = context.maxLength ?? Number.POSITIVE_INFINITY
    return tokenMaker(context, hashes[algorithm ?? (room < 60 ? 'md5' : 'bcrypt')])
  },
})
