import { z } from 'zod'
import { defineKind } from '../define-kind.ts'
import { countriesOf } from '../places/countries.ts'
import { brCpf, usSsn } from './americas.ts'
import { caSin, sePersonnummer, zaId } from './luhn-numbers.ts'
import { eePersonalCode, fiHetu, inAadhaar, plPesel } from './northern-and-eastern-europe.ts'
import { type SchemeKind, schemeMaker } from './numbered-texts.ts'
import { esDni, itFiscalCode, ptNif } from './southern-europe.ts'
import { beNationalNumber, deTaxId, frInsee, gbNino, nlBsn } from './western-europe.ts'

const byCountry: Readonly<Record<string, SchemeKind>> = {
  BE: beNationalNumber,
  BR: brCpf,
  CA: caSin,
  DE: deTaxId,
  EE: eePersonalCode,
  ES: esDni,
  FI: fiHetu,
  FR: frInsee,
  GB: gbNino,
  IN: inAadhaar,
  IT: itFiscalCode,
  LT: eePersonalCode,
  NL: nlBsn,
  PL: plPesel,
  PT: ptNif,
  SE: sePersonnummer,
  US: usSsn,
  ZA: zaId,
}

export const nationalId = defineKind({
  name: 'national-id',
  group: 'identity',
  summary: 'Number by which a state knows a person; that of the country of the locale, else of the United States',
  type: 'text',
  options: z.strictObject({
    country: z.enum(Object.keys(byCountry)).optional().describe('whose number it is'),
  }),
  examples: [{}, ...Object.keys(byCountry).map((country) => ({ country }))],
  maker({ country }, context) {
    const own = countriesOf(context.locale).find(({ code }) => byCountry[code])?.code
    return schemeMaker(context, byCountry[country ?? own ?? 'US']!.scheme)
  },
})
