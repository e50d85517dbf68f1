import { z } from 'zod'
import { mapList } from '../../random/map.ts'
import { substream } from '../../random/stream.ts'
import { defineKind, optionsError } from '../define-kind.ts'
import { indexSource } from '../domain.ts'
import { luhnDigit, modulo, weighted } from '../identity/check-digits.ts'
import { italianLetter } from '../identity/southern-europe.ts'
import { pad } from '../identity/split.ts'
import type { KindContext } from '../kind.ts'
import { tenTo } from '../list-maker.ts'
import { countriesOf } from '../places/countries.ts'
import { chosenOf } from '../token.ts'
import { texts } from '../vectors.ts'

/** Banks of one country, and how it puts bank and account number together, with its own check digits. */
interface Plan {
  /** Codes of banks and branches, all of one length. */
  readonly banks: readonly string[]
  /** Digits of an account that are free. */
  readonly digits: number
  write(bank: string, account: string): string
}

const joined = (bank: string, account: string) => bank + account
const two = (value: number) => pad(value, 2)

/** Weights from 1, 2, 4 …, of Spanish check digits. */
const spanish = [1, 2, 4, 8, 5, 10, 9, 7, 3, 6]
function spanishDigit(ten: string): number {
  const rest = 11 - (weighted(Array.from(ten, Number), spanish) % 11)
  return rest === 11 ? 0 : rest === 10 ? 1 : rest
}

const plans: Readonly<Record<string, Plan>> = {
  AT: { banks: ['12000', '20111', '32000', '14000', '60000'], digits: 11, write: joined },
  BE: {
    banks: ['001', '310', '539', '733', '063'],
    digits: 7,
    write: (bank, account) => `${bank}${account}${two(modulo(bank + account, 97) || 97)}`,
  },
  CH: { banks: ['00762', '09000', '04835', '00230', '80808'], digits: 12, write: joined },
  CZ: { banks: ['0100', '0300', '0800', '2010', '5500'], digits: 8, write: czechAccount },
  DE: { banks: ['10010010', '37040044', '50010517', '70150000', '20050550', '60050101'], digits: 10, write: joined },
  DK: { banks: ['0040', '3000', '5051', '9570'], digits: 10, write: joined },
  ES: {
    banks: ['00491500', '01822370', '21000418', '00810200', '20852066'],
    digits: 10,
    write: (bank, account) => `${bank}${spanishDigit(`00${bank}`)}${spanishDigit(account)}${account}`,
  },
  FI: {
    banks: ['123456', '405500', '500015', '800015'],
    digits: 7,
    write: (bank, account) => `${bank}${account}${luhnDigit(Array.from(bank + account, Number))}`,
  },
  FR: {
    banks: ['2004101005', '3000300550', '3000401587', '1020700091'],
    digits: 11,
    write: (bank, account) => `${bank}${account}${two(97 - modulo(`${bank}${account}00`, 97))}`,
  },
  GB: { banks: ['NWBK601613', 'BARC200000', 'LOYD309296', 'MIDL400515', 'HBUK401276'], digits: 8, write: joined },
  IE: { banks: ['AIBK931152', 'BOFI900017', 'IPBS990602'], digits: 8, write: joined },
  IT: {
    banks: ['0542811101', '0306909606', '0200805351', '0100503200'],
    digits: 12,
    write: (bank, account) => `${italianLetter(bank + account)}${bank}${account}`,
  },
  LU: { banks: ['001', '002', '003', '111'], digits: 13, write: joined },
  NL: { banks: ['ABNA', 'INGB', 'RABO', 'SNSB', 'TRIO'], digits: 8, write: dutchAccount },
  NO: { banks: ['8601', '1503', '9710', '6001'], digits: 5, write: norwegianAccount },
  PL: {
    banks: ['10201026', '11402004', '12401037', '10901014'],
    digits: 15,
    write: (bank, account) => `${bank}0${account}`,
  },
  PT: {
    banks: ['00020123', '00330000', '00350651', '00100000'],
    digits: 11,
    write: (bank, account) => `${bank}${account}${two(98 - modulo(`${bank}${account}00`, 97))}`,
  },
  SE: { banks: ['500', '600', '800', '300'], digits: 15, write: (bank, account) => `${bank}00${account}` },
}

/** Ten digits whose weighted sum, 10 to 1, is a multiple of 11. */
function dutchAccount(bank: string, account: string): string {
  const digits = [0, ...Array.from(account, Number)]
  // The first digit has room for what the last can't make up: sums of the two reach every remainder.
  for (let first = 0; first < 10; first++) {
    digits[0] = first
    const last = (11 - (weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11
    if (last < 10) return `${bank}${digits.join('')}${last}`
  }
  throw new RangeError('one of ten first digits makes up for any sum')
}

/** Modulo 11 of eleven digits; a digit in the middle is raised where the check digit would be 10. */
function norwegianAccount(bank: string, account: string): string {
  for (let extra = 0; ; extra++) {
    const digits = Array.from(`${bank}${extra}${account}`, Number)
    const check = (11 - (weighted(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11
    if (check < 10) return `${digits.join('')}${check}`
  }
}

/** Six digits before the account are a prefix of its own, here none; the last digit is the check digit. */
function czechAccount(bank: string, account: string): string {
  for (let first = 0; ; first++) {
    const nine = [first, ...Array.from(account, Number)]
    const check = (11 - (weighted(nine, [6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11)) % 11
    if (check < 10) return `${bank}000000${nine.join('')}${check}`
  }
}

/** Letters count 10 to 35; the two digits make the whole 1 modulo 97. */
function withCheckDigits(country: string, rest: string): string {
  const moved = `${rest}${country}00`
  const digits = Array.from(moved, (sign) => (sign >= 'A' ? String(sign.charCodeAt(0) - 55) : sign)).join('')
  return `${country}${two(98 - modulo(digits, 97))}${rest}`
}

function countryFor(context: KindContext, wanted: string | undefined): string {
  if (wanted !== undefined) return wanted
  return countriesOf(context.locale).find(({ code }) => plans[code])?.code ?? 'DE'
}

const country = z.enum(Object.keys(plans)).optional().describe('default: that of the locale, else Germany')

export const iban = defineKind({
  name: 'iban',
  group: 'money',
  summary: 'International bank account number, with the check digits of ISO and of the country',
  type: 'text',
  options: z.strictObject({ country, spaces: z.boolean().default(false).describe('in groups of four') }),
  examples: [{}, ...Object.keys(plans).map((country) => ({ country })), { spaces: true }],
  maker({ country, spaces }, context) {
    const code = countryFor(context, country)
    const plan = plans[code]!
    const { banks, digits, write } = plan
    const bare = 4 + write(banks[0]!, pad(0, digits)).length
    const length = spaces ? bare + Math.ceil(bare / 4) - 1 : bare
    if (context.maxLength !== undefined && context.maxLength < length) {
      throw optionsError(`an IBAN of ${code} takes ${length} characters, and the column holds ${context.maxLength}`)
    }
    const size = tenTo(digits)
    const indices = indexSource(context, size)
    const stream = substream(context.record, 'bank')
    return {
      capacity: size,
      make: (rows) => {
        const bank = chosenOf(stream, rows, 0, banks.length)
        return texts(
          mapList(indices(rows), (index, i) => {
            const whole = withCheckDigits(code, write(banks[bank[i]!]!, pad(index, digits)))
            return spaces ? whole.replace(/.{4}(?=.)/g, '$& ') : whole
          }),
        )
      },
    }
  },
})

/** Four letters of the bank, two of the country, two of the place. */
const bicBanks = ['BANK', 'CRED', 'SPAR', 'UNIO', 'MERC', 'FINA', 'TRUS', 'CAPI', 'HOLD', 'SAVE', 'COOP', 'POST']
const placeLetters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

export const bic = defineKind({
  name: 'bic',
  group: 'money',
  summary: 'Bank identifier code (SWIFT) in the form of ISO 9362, of no bank in particular',
  type: 'text',
  options: z.strictObject({
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'two capital letters are needed')
      .optional(),
  }),
  examples: [{}, { country: 'FR' }],
  maker({ country }, context) {
    if (context.maxLength !== undefined && context.maxLength < 8) {
      throw optionsError(`a BIC takes 8 characters, and the column holds ${context.maxLength}`)
    }
    const code = country ?? countriesOf(context.locale)[0]!.code
    const hasBranch = (context.maxLength ?? 11) >= 11
    const perBank = 32 * 32 * (hasBranch ? 1000 : 1)
    const size = bicBanks.length * perBank
    const indices = indexSource(context, size)
    return {
      capacity: size,
      make: (rows) =>
        texts(
          mapList(indices(rows), (index) => {
            const bank = Math.floor(index / perBank)
            const place = Math.floor((index - bank * perBank) / (hasBranch ? 1000 : 1))
            const branch = hasBranch ? pad(index % 1000, 3) : ''
            return `${bicBanks[bank]}${code}${placeLetters[Math.floor(place / 32)]}${placeLetters[place % 32]}${branch}`
          }),
        ),
    }
  },
})
