import { z } from 'zod'
import { UnderstudyError } from '../errors.ts'
import { bitString, hexColor, numberRange, version } from './choice/codes.ts'
import { listKind, templateKind } from './choice/composite.ts'
import { fakerKind, isFakerName } from './choice/faker.ts'
import { color, emoji, language, localeCode, orderStatus, priority, status } from './choice/lists.ts'
import { constant, oneOf } from './choice/one-of.ts'
import { pattern } from './choice/pattern.ts'
import { tags } from './choice/tags.ts'
import { catchPhrase, department, industry, productCategory, productName } from './company/catalog.ts'
import { companyName } from './company/company-name.ts'
import { ean, isbn, sku, vatId } from './company/tax-and-trade.ts'
import { optionsError } from './define-kind.ts'
import { fileExtension, fileName, filePath, fileSize, mimeType } from './documents/files.ts'
import { json } from './documents/json.ts'
import { hstore, xml } from './documents/markup-documents.ts'
import { fitType } from './fit-type.ts'
import { brCnpj, brCpf, usSsn } from './identity/americas.ts'
import { caSin, sePersonnummer, zaId } from './identity/luhn-numbers.ts'
import { nationalId } from './identity/national-id.ts'
import { eePersonalCode, fiHetu, inAadhaar, plPesel } from './identity/northern-and-eastern-europe.ts'
import { esDni, esNie, itFiscalCode, ptNif } from './identity/southern-europe.ts'
import { beNationalNumber, deTaxId, frInsee, gbNino, nlBsn } from './identity/western-europe.ts'
import { domain, url } from './internet/domain.ts'
import { companyEmail, email } from './internet/email.ts'
import { httpMethod, httpStatus, protocol, userAgent } from './internet/http.ts'
import { cidr, ipv4, ipv6, mac, port } from './internet/network.ts'
import { apiKey, hashtag, password, slug } from './internet/words.ts'
import type { Kind, KindContext, Maker } from './kind.ts'
import { amount, price } from './money/amount.ts'
import { accountNumber, cardBrand, cardExpiry, creditCard, cvv } from './money/cards.ts'
import { currencyCode, currencyName, currencySymbol, transactionType } from './money/currencies.ts'
import { bic, iban } from './money/iban.ts'
import { nearest } from './nearest.ts'
import { base64, bytes, hex } from './numbers/binary.ts'
import { boolean } from './numbers/boolean.ts'
import { decimal, float, integer, percentage, rating } from './numbers/plain-numbers.ts'
import { sequence } from './numbers/sequence.ts'
import { uuid } from './numbers/uuid.ts'
import { vector } from './numbers/vector.ts'
import { avatar, passwordHash, username } from './people/account.ts'
import { age, birthdate } from './people/birth.ts'
import { firstName, fullName, lastName, middleName, namePrefix, nameSuffix } from './people/names.ts'
import { gender, sex } from './people/sex.ts'
import { bio, jobTitle } from './people/work.ts'
import { buildingNumber, fullAddress, street, streetAddress } from './places/address.ts'
import { city, country, countryCode, state, stateCode, timeZone } from './places/city.ts'
import { geojson, point, wkt } from './places/geometry.ts'
import { phone } from './places/phone.ts'
import { latitude, longitude } from './places/position.ts'
import { postcode } from './places/postcode.ts'
import { paragraph, sentence, text, title, word, words } from './text/lorem.ts'
import { html, markdown } from './text/markup.ts'
import { productDescription, review } from './text/reviews.ts'
import { dateRange, duration, month, time, timestampRange, weekday, year } from './time/clock.ts'
import { date, future, past, recent, timestamp } from './time/dates.ts'
import { createdAt, deletedAt, updatedAt } from './time/life-cycle.ts'

const all: readonly Kind[] = [
  ...[firstName, middleName, lastName, fullName, namePrefix, nameSuffix, sex, gender, age, birthdate, jobTitle, bio],
  ...[username, avatar, passwordHash],
  ...[email, companyEmail, domain, url, ipv4, ipv6, cidr, mac, port, userAgent, httpMethod, httpStatus, protocol],
  ...[slug, hashtag, apiKey, password],
  ...[street, streetAddress, buildingNumber, fullAddress, city, state, stateCode, postcode, country, countryCode],
  ...[timeZone, latitude, longitude, phone, point, wkt, geojson],
  ...[companyName, department, industry, catchPhrase, productName, productCategory, productDescription],
  ...[vatId, ean, isbn, sku],
  ...[amount, price, currencyCode, currencySymbol, currencyName, transactionType],
  ...[iban, bic, accountNumber, creditCard, cardBrand, cardExpiry, cvv],
  ...[nationalId, usSsn, brCpf, brCnpj, caSin, gbNino, deTaxId, frInsee, nlBsn, beNationalNumber, esDni, esNie],
  ...[itFiscalCode, ptNif, plPesel, sePersonnummer, fiHetu, eePersonalCode, zaId, inAadhaar],
  ...[
    date,
    timestamp,
    past,
    future,
    recent,
    createdAt,
    updatedAt,
    deletedAt,
    time,
    duration,
    dateRange,
    timestampRange,
  ],
  ...[year, month, weekday],
  ...[word, words, sentence, paragraph, text, title, review, markdown, html],
  ...[json, xml, hstore, fileName, filePath, fileExtension, mimeType, fileSize],
  ...[integer, decimal, float, percentage, rating, boolean, sequence, uuid, bytes, hex, base64, vector, numberRange],
  ...[oneOf, constant, pattern, status, orderStatus, priority, language, localeCode, color, hexColor, emoji, version],
  ...[bitString, tags, listKind(makerOf), templateKind(makerOf)],
]

const byName = new Map(all.map((kind) => [kind.name, kind]))

/** All kinds but those of faker, in the order of the documentation. */
export function kinds(): readonly Kind[] {
  return all
}

/** 'email', 'email@1', or 'faker:commerce.productName'. */
export function kindNamed(name: string): Kind {
  if (isFakerName(name)) return fakerKind(name)
  const [base = '', version] = name.split('@')
  const kind = byName.get(base)
  if (!kind) throw unknownKind(name)
  if (version !== undefined && version !== String(kind.version)) {
    throw new UnderstudyError('KIND_UNKNOWN', {
      operation: 'find a kind of value',
      message: `there is no version ${JSON.stringify(version)} of kind ${base}`,
      hint: `Use ${base}@${kind.version}.`,
      details: { kind: name, versions: [kind.version] },
    })
  }
  return kind
}

function unknownKind(name: string): UnderstudyError {
  const close = nearest(name.replaceAll('_', '-').replace(/(?<=[a-z])(?=[A-Z])/g, '-'), byName.keys())
  return new UnderstudyError('KIND_UNKNOWN', {
    operation: 'find a kind of value',
    message: `there is no kind ${JSON.stringify(name)}`,
    ...(close.length > 0 ? { hint: `Did you mean ${close.join(' or ')}?` } : {}),
    details: { kind: name, nearest: close },
  })
}

/** Everything that can be said before a row is made is said here: unknown kind, wrong options, what a field can't hold. */
export function makerOf(kindName: string, options: unknown, context: KindContext): Maker {
  const kind = kindNamed(kindName)
  try {
    return preparedMaker(kind, options, context)
  } catch (thrown) {
    throw thrown instanceof UnderstudyError && thrown.code === 'KIND_OPTIONS_INVALID' ? named(kind, thrown) : thrown
  }
}

function preparedMaker(kind: Kind, options: unknown, context: KindContext): Maker {
  const parsed = kind.options.safeParse(options ?? {})
  if (!parsed.success) throw optionsError(problemsOf(parsed.error), optionsHint(kind))
  const { distribution, unique } = context
  if (distribution && distribution.name !== 'uniform' && !kind.distributions?.includes(distribution.name)) {
    throw optionsError(`distribution ${distribution.name} doesn't shape it`, distributionHint(kind))
  }
  if (unique && kind.neverUnique !== undefined) {
    throw optionsError(
      `it can't be unique: ${kind.neverUnique}`,
      'Leave unique out, or choose a kind that can be, such as uuid or sequence.',
    )
  }
  return fitType(kind, kind.maker(parsed.data, context), context)
}

function distributionHint({ distributions = [] }: Kind): string {
  return distributions.length > 0
    ? `Use one of ${distributions.join(', ')}.`
    : 'It takes no distribution: leave it out.'
}

function problemsOf(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
    .join('; ')
}

function optionsHint(kind: Kind): string {
  const names = optionNames(kind)
  return names.length > 0 ? `Its options are ${names.join(', ')}.` : 'It has no options.'
}

export function optionNames({ options }: Kind): readonly string[] {
  return options instanceof z.ZodObject ? Object.keys(options.shape) : []
}

/** Says which kind it is that the problem is with. */
function named(kind: Kind, error: UnderstudyError): UnderstudyError {
  if (error.details.kind !== undefined) return error
  return new UnderstudyError(error.code, {
    operation: error.operation,
    message: `kind ${kind.name}: ${error.message}`,
    hint: error.hint,
    details: { ...error.details, kind: kind.name, options: optionNames(kind) },
    cause: error,
  })
}
