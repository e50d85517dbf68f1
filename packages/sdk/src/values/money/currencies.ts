import { z } from 'zod'
import { substream } from '../../random/stream.ts'
import { defineKind, noOptions } from '../define-kind.ts'
import type { KindContext, Maker } from '../kind.ts'
import { closedListMaker } from '../list-maker.ts'
import { derive, longest } from '../lists.ts'
import { atlasOf, countriesOption } from '../places/atlas.ts'
import { placeRecord } from '../places/place-record.ts'
import { picks } from '../vectors.ts'

/** code, symbol, name */
const table = [
  ['AED', 'د.إ', 'UAE dirham'],
  ['AMD', '֏', 'Armenian dram'],
  ['ARS', '$', 'Argentine peso'],
  ['AUD', 'A$', 'Australian dollar'],
  ['AZN', '₼', 'Azerbaijani manat'],
  ['BDT', '৳', 'Bangladeshi taka'],
  ['BGN', 'лв', 'Bulgarian lev'],
  ['BRL', 'R$', 'Brazilian real'],
  ['CAD', 'CA$', 'Canadian dollar'],
  ['CHF', 'Fr.', 'Swiss franc'],
  ['CLP', 'CLP$', 'Chilean peso'],
  ['CNY', '¥', 'Chinese yuan'],
  ['COP', 'COL$', 'Colombian peso'],
  ['CZK', 'Kč', 'Czech koruna'],
  ['DKK', 'kr.', 'Danish krone'],
  ['EGP', 'E£', 'Egyptian pound'],
  ['EUR', '€', 'Euro'],
  ['GBP', '£', 'Pound sterling'],
  ['GEL', '₾', 'Georgian lari'],
  ['GHS', 'GH₵', 'Ghanaian cedi'],
  ['HKD', 'HK$', 'Hong Kong dollar'],
  ['HUF', 'Ft', 'Hungarian forint'],
  ['IDR', 'Rp', 'Indonesian rupiah'],
  ['ILS', '₪', 'Israeli new shekel'],
  ['INR', '₹', 'Indian rupee'],
  ['IQD', 'ع.د', 'Iraqi dinar'],
  ['IRR', 'ریال', 'Iranian rial'],
  ['ISK', 'Íkr', 'Icelandic króna'],
  ['JPY', 'JP¥', 'Japanese yen'],
  ['KES', 'KSh', 'Kenyan shilling'],
  ['KRW', '₩', 'South Korean won'],
  ['MAD', 'DH', 'Moroccan dirham'],
  ['MDL', 'L', 'Moldovan leu'],
  ['MKD', 'ден', 'Macedonian denar'],
  ['MNT', '₮', 'Mongolian tögrög'],
  ['MVR', 'Rf', 'Maldivian rufiyaa'],
  ['MXN', 'MX$', 'Mexican peso'],
  ['MYR', 'RM', 'Malaysian ringgit'],
  ['NGN', '₦', 'Nigerian naira'],
  ['NOK', 'kr', 'Norwegian krone'],
  ['NPR', 'रु', 'Nepalese rupee'],
  ['NZD', 'NZ$', 'New Zealand dollar'],
  ['PEN', 'S/', 'Peruvian sol'],
  ['PHP', '₱', 'Philippine peso'],
  ['PKR', 'Rs', 'Pakistani rupee'],
  ['PLN', 'zł', 'Polish złoty'],
  ['RON', 'lei', 'Romanian leu'],
  ['RSD', 'din.', 'Serbian dinar'],
  ['RUB', '₽', 'Russian ruble'],
  ['SAR', 'ر.س', 'Saudi riyal'],
  ['SEK', 'SEK', 'Swedish krona'],
  ['SGD', 'S$', 'Singapore dollar'],
  ['THB', '฿', 'Thai baht'],
  ['TRY', '₺', 'Turkish lira'],
  ['TWD', 'NT$', 'New Taiwan dollar'],
  ['UAH', '₴', 'Ukrainian hryvnia'],
  ['USD', 'US$', 'United States dollar'],
  ['UZS', 'soʻm', 'Uzbekistani som'],
  ['VND', '₫', 'Vietnamese dong'],
  ['XOF', 'CFA', 'West African CFA franc'],
  ['ZAR', 'R', 'South African rand'],
] as const

const columns = [0, 1, 2].map((part) => table.map((line) => line[part as 0 | 1 | 2]))
const placeOf = new Map(table.map(([code], i) => [code as string, i]))

/** The currency of the row's country. */
function currencyMaker(context: KindContext, part: 0 | 1 | 2, countries: z.output<typeof countriesOption>): Maker {
  const list = columns[part]!
  // All three columns of a lookup table are in the same order.
  const every = closedListMaker({ ...context, stream: substream(context.record, 'currencies') }, list)
  if (context.unique || longest(list) > (context.maxLength ?? Number.POSITIVE_INFINITY)) return every
  const atlas = atlasOf(context.locale, countries)
  const ofCities = derive(atlas.countryCodes, `currency ${part}`, () =>
    atlas.countryAt.map((index) => list[placeOf.get(atlas.countries[index]!.currency)!]!),
  )
  const place = placeRecord(context, atlas)
  return { capacity: every.capacity, make: (rows) => picks(place.city(rows), ofCities) }
}

const options = z.strictObject({ countries: countriesOption })

export const currencyCode = defineKind({
  name: 'currency-code',
  group: 'money',
  summary: 'ISO 4217 code of the currency of the row’s country',
  type: 'text',
  options,
  examples: [{}, { countries: 'all' }],
  maker: ({ countries }, context) => currencyMaker(context, 0, countries),
})

export const currencySymbol = defineKind({
  name: 'currency-symbol',
  group: 'money',
  summary: 'Sign of the currency of the row’s country',
  type: 'text',
  options,
  maker: ({ countries }, context) => currencyMaker(context, 1, countries),
})

export const currencyName = defineKind({
  name: 'currency-name',
  group: 'money',
  summary: 'English name of the currency of the row’s country',
  type: 'text',
  options,
  maker: ({ countries }, context) => currencyMaker(context, 2, countries),
})

const transactionTypes = [
  'payment',
  'deposit',
  'withdrawal',
  'transfer',
  'refund',
  'invoice',
  'fee',
  'interest',
  'chargeback',
  'adjustment',
]

export const transactionType = defineKind({
  name: 'transaction-type',
  group: 'money',
  summary: 'What a movement of money is',
  type: 'text',
  options: noOptions,
  distributions: ['uniform', 'zipf', 'weighted', 'normal', 'log-normal'],
  maker: (_, context) => closedListMaker(context, transactionTypes),
})
