import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { RequestError } from '../errors/request-error.ts'

/** What scrypt is given for one password. */
export interface PasswordCost {
  readonly N: number
  readonly r: number
  readonly p: number
}

export interface Passwords {
  /** `scrypt$N$r$p$salt$hash`. */
  hash(password: string): Promise<string>
  /** Where there is no hash it takes as long, so that nobody learns from the time who has an account. */
  verify(password: string, stored: string | null): Promise<boolean>
}

/** 32 MB and some 0.2 s of one core for each guess. Older hashes say their own costs and still hold. */
const usualCost: PasswordCost = { N: 2 ** 15, r: 8, p: 2 }
const shape = /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([\w-]{22})\$([\w-]{43})$/
/** How many are worked on at a time: each holds memory and a thread that files need too. */
const atOnce = 2

export function createPasswords(cost = usualCost): Passwords {
  return {
    async hash(password) {
      const salt = randomBytes(16)
      const hash = await stretch(password, salt, cost)
      return `scrypt$${cost.N}$${cost.r}$${cost.p}$${salt.toString('base64url')}$${hash.toString('base64url')}`
    },
    async verify(password, stored) {
      const [, N, r, p, salt, hash] = shape.exec(stored ?? '') ?? []
      if (stored !== null && hash === undefined) throw new Error('a stored password hash is not of the known shape')
      const costs = hash === undefined ? cost : { N: Number(N), r: Number(r), p: Number(p) }
      const made = await stretch(password, Buffer.from(salt ?? 'AAAAAAAAAAAAAAAAAAAAAA', 'base64url'), costs)
      return hash !== undefined && timingSafeEqual(made, Buffer.from(hash, 'base64url'))
    },
  }
}

/** Long rather than complicated; nothing that stands beside it on the form. */
export function refuseWeakPassword(password: string, about: readonly string[]): void {
  const said = password.normalize('NFKC').toLowerCase()
  const [short, long] = [[...said].length < 12, said.length > 256]
  const told = about.some((word) => word.length > 3 && said.includes(word.toLowerCase()))
  if (!short && !long && !told && new Set(said).size > 4) return
  throw new RequestError('PASSWORD_WEAK', {
    message: short
      ? 'a password has at least 12 characters'
      : long
        ? 'a password has at most 256 characters'
        : told
          ? 'a password must not contain the name or the address that it belongs to'
          : 'a password of so few different characters is guessed at once',
  })
}

let working = 0
const waiting: (() => void)[] = []

async function stretch(password: string, salt: Uint8Array, costs: PasswordCost): Promise<Buffer> {
  if (working >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
  else working++
  try {
    return await new Promise((resolve, reject) => {
      const options = { ...costs, maxmem: 256 * costs.N * costs.r }
      scrypt(password.normalize('NFKC'), salt, 32, options, (failure, key) =>
        failure ? reject(failure) : resolve(key),
      )
    })
  } finally {
    const next = waiting.shift()
    if (next) next()
    else working--
  }
}
