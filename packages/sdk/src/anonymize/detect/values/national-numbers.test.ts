import { describe, expect, test } from 'vitest'
import { brCpf, usSsn } from '../../../values/identity/americas.ts'
import { caSin, sePersonnummer, zaId } from '../../../values/identity/luhn-numbers.ts'
import { eePersonalCode, fiHetu, plPesel } from '../../../values/identity/northern-and-eastern-europe.ts'
import { esDni, esNie, itFiscalCode, ptNif } from '../../../values/identity/southern-europe.ts'
import { beNationalNumber, deTaxId, frInsee, gbNino, nlBsn } from '../../../values/identity/western-europe.ts'
import { nationalNumbers } from './national-numbers.ts'

const made = {
  BE: [beNationalNumber],
  BR: [brCpf],
  CA: [caSin],
  DE: [deTaxId],
  EE: [eePersonalCode],
  ES: [esDni, esNie],
  FI: [fiHetu],
  FR: [frInsee],
  GB: [gbNino],
  IT: [itFiscalCode],
  NL: [nlBsn],
  PL: [plPesel],
  PT: [ptNif],
  SE: [sePersonnummer],
  US: [usSsn],
  ZA: [zaId],
} as const

describe.each(Object.entries(made))('%s', (country, kinds) => {
  const number = nationalNumbers.find((one) => one.country === country)
  const texts = kinds.flatMap(({ scheme }) =>
    Array.from({ length: 200 }, (_, at) => scheme.write(Math.floor((scheme.size / 200) * at))),
  )

  test('true numbers have the form, and their check digits hold', () => {
    expect(texts.filter((text) => !number?.form.test(text))).toEqual([])
    expect(texts.filter((text) => number?.check?.(text) === false)).toEqual([])
  })

  test('a digit that is changed is noticed', () => {
    if (number?.check === undefined) return
    const wrong = texts.map((text) => text.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10)))
    expect(wrong.filter((text) => number.form.test(text) && number.check?.(text)).length).toBeLessThan(
      texts.length * 0.05,
    )
  })
})
