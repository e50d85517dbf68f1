/**
 * direct: it names a person, or leads to one. quasi: it narrows a person down together with others. sensitive: of a
 * person, and nobody else's business. secret: it opens something. open: it may hold anything.
 */
export type Weight = 'direct' | 'quasi' | 'sensitive' | 'secret' | 'open'

interface ClassFacts {
  /** One value of it, for people. */
  readonly label: string
  readonly weight: Weight
}

/** What is looked for. */
export const personalClasses = {
  email: { label: 'e-mail address', weight: 'direct' },
  phone: { label: 'phone number', weight: 'direct' },
  'first-name': { label: 'first name', weight: 'direct' },
  'middle-name': { label: 'middle name or initial', weight: 'direct' },
  'last-name': { label: 'family name', weight: 'direct' },
  'full-name': { label: 'name of a person', weight: 'direct' },
  'name-prefix': { label: 'form of address', weight: 'quasi' },
  username: { label: 'user name', weight: 'direct' },
  'street-address': { label: 'street address', weight: 'direct' },
  city: { label: 'city', weight: 'quasi' },
  state: { label: 'state or region', weight: 'quasi' },
  postcode: { label: 'postcode', weight: 'quasi' },
  country: { label: 'country', weight: 'quasi' },
  geo: { label: 'position on earth', weight: 'direct' },
  company: { label: 'company', weight: 'quasi' },
  'job-title': { label: 'job title', weight: 'quasi' },
  'birth-date': { label: 'date of birth', weight: 'direct' },
  age: { label: 'age', weight: 'quasi' },
  'date-about-person': { label: 'date in the life of a person', weight: 'quasi' },
  sex: { label: 'sex or gender', weight: 'quasi' },
  origin: { label: 'nationality, origin or language', weight: 'sensitive' },
  belief: { label: 'belief, orientation or membership', weight: 'sensitive' },
  family: { label: 'family situation', weight: 'sensitive' },
  health: { label: 'state of health', weight: 'sensitive' },
  money: { label: 'money of a person', weight: 'sensitive' },
  card: { label: 'card number', weight: 'direct' },
  cvv: { label: 'card security code', weight: 'secret' },
  'card-expiry': { label: 'end of a card', weight: 'quasi' },
  iban: { label: 'IBAN', weight: 'direct' },
  'bank-account': { label: 'bank account', weight: 'direct' },
  'national-id': { label: 'national identity number', weight: 'direct' },
  'tax-id': { label: 'tax number', weight: 'direct' },
  passport: { label: 'number of a passport or licence', weight: 'direct' },
  vehicle: { label: 'number of a vehicle', weight: 'direct' },
  ip: { label: 'IP address', weight: 'direct' },
  mac: { label: 'MAC address', weight: 'direct' },
  device: { label: 'identifier of a device', weight: 'direct' },
  url: { label: 'web address', weight: 'quasi' },
  domain: { label: 'domain name', weight: 'quasi' },
  'user-agent': { label: 'user agent', weight: 'quasi' },
  password: { label: 'password or its hash', weight: 'secret' },
  token: { label: 'token or secret', weight: 'secret' },
  'free-text': { label: 'free text', weight: 'open' },
  'search-text': { label: 'text that is searched', weight: 'open' },
  file: { label: 'file or picture', weight: 'open' },
  document: { label: 'JSON or XML of any content', weight: 'open' },
} as const satisfies Readonly<Record<string, ClassFacts>>

export type PersonalClass = keyof typeof personalClasses

export const labelOf = (name: PersonalClass): string => personalClasses[name].label
export const weightOf = (name: PersonalClass): Weight => personalClasses[name].weight
