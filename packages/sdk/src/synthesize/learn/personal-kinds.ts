import type { PersonalClass } from '../../anonymize/detect/personal-class.ts'

/** The kind of value that makes new ones of a class; those without one are made by their shapes. */
export const personalKinds: Readonly<Partial<Record<PersonalClass, string>>> = {
  email: 'email',
  phone: 'phone',
  'first-name': 'first-name',
  'middle-name': 'middle-name',
  'last-name': 'last-name',
  'full-name': 'full-name',
  'name-prefix': 'name-prefix',
  username: 'username',
  'street-address': 'street-address',
  city: 'city',
  state: 'state',
  postcode: 'postcode',
  country: 'country',
  company: 'company',
  'job-title': 'job-title',
  card: 'credit-card',
  cvv: 'cvv',
  'card-expiry': 'card-expiry',
  iban: 'iban',
  'bank-account': 'account-number',
  'national-id': 'national-id',
  'tax-id': 'vat-id',
  ip: 'ipv4',
  mac: 'mac',
  url: 'url',
  domain: 'domain',
  'user-agent': 'user-agent',
  password: 'password-hash',
  token: 'api-key',
  'free-text': 'sentence',
  'search-text': 'words',
}

/** Classes that describe one person together, so that a name and an address of one row agree. */
export const ofOnePerson: ReadonlySet<string> = new Set([
  'email',
  'first-name',
  'middle-name',
  'last-name',
  'full-name',
  'name-prefix',
  'username',
])
