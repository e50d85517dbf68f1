import { addresses, cities, countries, fractions, type NameRule, regions, whole } from './rule.ts'

export const placeRules: readonly NameRule[] = [
  {
    kind: 'pattern',
    names:
      'address 2|address line 2|addr 2|street 2|apartment|apt|suite|unit number|secondary address|adresszusatz|' +
      'complement adresse',
    options: { pattern: '(Apt\\.|Suite|Unit|Floor) [1-9]\\d{0,2}' },
    nullRate: 0.7,
  },
  { kind: 'full-address', names: 'full address|mailing address', together: true, least: 60 },
  {
    kind: 'street-address',
    names:
      'address|address 1|address line 1|address line|addr|addr 1|street address|street|adresse|anschrift|strasse|rue|' +
      'direccion|calle|indirizzo|via',
    together: true,
  },
  {
    kind: 'building-number',
    names: 'house number|building number|street number|hausnummer',
    together: true,
  },
  {
    kind: 'city',
    names: 'city|town|ville|stadt|ort|ciudad|citta|municipality|locality|birthplace|place of birth|capital',
    together: true,
  },
  {
    kind: 'state-code',
    names: 'state code|region code|province code|state|province|region',
    together: true,
    most: 3,
  },
  {
    kind: 'state',
    names: 'province|region|district|county|bundesland|departement|provincia|prefecture|territory',
    together: true,
  },
  {
    kind: 'state',
    names: 'state|estado|state name',
    together: true,
    of: addresses,
  },
  {
    kind: 'postcode',
    names: 'zip|zip code|postal code|postcode|plz|postleitzahl|code postal|codigo postal|cap',
    together: true,
    least: 4,
  },
  {
    kind: 'pattern',
    names: 'zip|zip code|postal code|postcode|plz|postleitzahl|code postal|codigo postal|cap',
    options: { pattern: '[1-9]\\d{4}' },
    least: 5,
  },
  {
    kind: 'country-code',
    names: 'country code|country iso|iso country|iso country code|country|nationality|land|pays|alpha 2',
    together: true,
    most: 3,
  },
  { kind: 'country-code', names: 'country code|country iso|iso country code', together: true },
  {
    kind: 'country',
    names: 'country|country name|nation|nationality|pays|land|pais|paese|国',
    together: true,
  },
  { kind: 'latitude', names: 'latitude|lat|breitengrad', types: fractions, together: true },
  { kind: 'longitude', names: 'longitude|lng|lon|long|laengengrad|langengrad', types: fractions, together: true },
  { kind: 'time-zone', names: 'time zone|timezone|tz|zeitzone|fuseau horaire', least: 20 },
  { kind: 'city', names: 'name|nom|nombre', of: cities },
  { kind: 'country', names: 'name|nom|nombre', of: countries },
  { kind: 'state', names: 'name|nom|nombre|description', of: regions },
  { kind: 'country-code', names: 'code', of: countries, least: 2, most: 3 },
  {
    kind: 'integer',
    names: 'zip|zip code|postal code|postcode|plz',
    types: whole,
    options: { min: 10000, max: 99999 },
  },
  {
    kind: 'integer',
    names: 'population|einwohner|habitants|poblacion',
    types: whole,
    options: { min: 500, max: 2000000 },
  },
]
