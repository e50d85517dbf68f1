import type { Transform } from '../transform.ts'
import type { ValueForm } from '../value-form.ts'

/** Values that show what transforms do: those of the documentation and of golden files, the first one foremost. */
const byForm: Readonly<Record<ValueForm, readonly string[]>> = {
  text: ['Ada Lovelace', 'n/a', '', 'Łódź 12/3', 'x'],
  integer: ['1234', '0', '-7', '32767'],
  decimal: ['1234.5', '0', '-0.01', '99999999.99'],
  float: ['1234.5', '0', '-0.25', '1e+20', 'NaN'],
  boolean: ['true', 'false'],
  date: ['1984-07-23', '2024-02-29', '0044-03-15 BC', 'infinity'],
  time: ['07:30:00', '23:59:59.25', '00:00:00'],
  timestamp: ['1984-07-23T07:30:00', '2024-02-29T23:59:59.125'],
  instant: ['1984-07-23T07:30:00Z', '2024-02-29T23:59:59.125Z'],
  interval: ['01:30:00', '3 days', '1 year 2 mons', '-00:00:01.5'],
  uuid: ['2f1c3b5e-7c1d-4a8e-9b1f-0d6c2e4a8b10', '00000000-0000-0000-0000-000000000000'],
  bytes: ['\\x48656c6c6f', '\\x', '\\x00ff'],
  json: ['{"name": "Ada", "age": 36, "tags": ["a", null, true]}', '[]', '"text"', '12.50', 'null'],
  inet: ['203.0.113.9', '10.1.2.3/8', '2001:db8::7', '192.168.0.0/24'],
  mac: ['00:1b:63:84:45:e6', 'ff:ff:ff:ff:ff:ff', '00:1b:63:ff:fe:84:45:e6'],
  point: ['(2.35,48.85)', '(0,0)'],
  bits: ['10110', '0', ''],
  enum: ['red', 'green'],
  xml: ['<person id="7"><name>Ada</name></person>', 'plain text'],
  tsvector: ["'ada':1 'lovelac':2A", "'it''s':3,5"],
  other: ['$1,234.00'],
}

/** Of transforms that are for texts of a kind. */
const byName: Readonly<Record<string, readonly string[]>> = {
  'job-title': ['Head of Sales', 'NURSE', 'Ärztin'],
  company: ['Globex Corporation', 'ACME', 'Société Générale & Cie'],
  street: ['Main Street', 'HAUPTSTRASSE', 'rue de l’Église'],
  'building-number': ['12', '221b', '7', '10-12'],
  'street-address': ['12 Main Street', 'Hauptstraße 12b', 'Flat 3, 10 High Street', 'PO Box 77', 'Old Mill'],
  city: ['Springfield', 'PARIS', 'münchen', ' Berlin '],
  state: ['California', 'CA', 'NSW', 'Île-de-France'],
  postcode: ['90210', 'SW1A 1AA', 'D-10115', '1011 AB'],
  country: ['France', 'FR', 'FRA', '250', 'germany', 'Atlantis'],
  'full-address': ['12 Main Street, Springfield, IL 62701', '1 rue X\n75001 Paris\nFrance'],
  latitude: ['48.8566', '-90', '0'],
  longitude: ['2.3522', '-180', '179.99999'],
  point: ['48.85, 2.35', 'POINT(2.35 48.85)', '(2,48)'],
  noise: ['1234.50', '-3', '0', '7'],
  bucket: ['37', '-3', '1234.5'],
  'date-shift': ['1984-07-23', '2024-02-29 12:00:00+02', '1984-07-23T07:30:00.120Z', '07:30'],
  'date-generalize': ['1984-07-23', '2024-02-29 12:00:00+02', '07:30'],
  'first-name': ['Ada', 'JOSÉ', 'zoë'],
  'last-name': ['Lovelace', 'O’BRIEN', 'de la Cruz'],
  'full-name': ['Ada Lovelace', 'LOVELACE, Ada', 'Dr. María José García'],
  username: ['ada.lovelace', 'al1815', 'Countess_Ada'],
  email: ['ada.lovelace@mail.example.org', 'A@b.co', 'first+tag@Example.com'],
  phone: ['+44 20 7946 0018', '(212) 555-0142', '06 12 34 56 78'],
  'credit-card': ['4111 1111 1111 1111', '378282246310005', '5500-0000-0000-0004'],
  iban: ['DE89 3704 0044 0532 0130 00', 'GB82WEST12345698765432'],
  'national-id': ['078-05-1120', '529.982.247-25', 'AB123456C'],
  uuid: ['2f1c3b5e-7c1d-4a8e-9b1f-0d6c2e4a8b10'],
  'key-integer': ['1234', '000123'],
  format: ['AB-12 cd', 'X7Y 8Z9'],
  ip: ['8.8.8.8', '203.0.113.9', '10.1.2.3/8', '2606:4700::1111', '::ffff:8.8.8.8'],
  mac: ['00:1B:63:84:45:E6', '001b.6384.45e6', '00-1b-63-84-45-e6'],
  hostname: ['www.acme.co.uk', 'localhost', 'bücher.de.'],
  url: [
    'https://ada:pw@www.acme.com:8080/users/ada%20l/photo.jpg?token=abc&x#top',
    'http://10.1.2.3/',
    'mailto:ada@acme.com',
  ],
  'user-agent': [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
    'Googlebot/2.1',
  ],
  coin: ['yes'],
  'one-of': ['F', 'male'],
  'interval-noise': ['3 days 04:05:06'],
  'free-text': [
    'Ada Lovelace (ada@acme.com, +44 20 7946 0018) paid with 4111 1111 1111 1111 on 2024-02-29.',
    'Call Mr. Zyxwvut at 12 High Street, born 29.2.2024, SSN 078-05-1120, from 8.8.8.8',
    'nothing in here',
  ],
  lorem: ['A few words.\nAnd a second line of them, which is longer.'],
  password: [
    '$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW',
    '5f4dcc3b5aa765d61d8327deb882cf99',
    '$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b27dg',
    'hunter2',
  ],
  token: [
    'sk_live_4eC39HqLyjWDarjtT1zdp7dc',
    'ghp_16C7e42F292c6912E7710c838347Ae178B4a',
    'da39a3ee5e6b4b0d3255bfef95601890afd80709',
  ],
  hash: ['ada@acme.com'],
  'file-name': ['report 2024.final.pdf', '/home/ada/.ssh/id_rsa', 'C:\\Users\\Ada\\me.jpeg'],
  json: ['{"name":"Ada","age":36}', 'no json'],
  xml: ['<a href="x">b</a>', 'no < xml'],
  template: ['user-1@example.com'],
  expression: ['Ada'],
}

export interface Sample {
  readonly form: ValueForm
  readonly text: string
}

/** Of every form that it takes. */
export function samplesOf({ name, accepts }: Transform): readonly Sample[] {
  return accepts.flatMap((form) =>
    [...(form === 'text' ? (byName[name] ?? []) : []), ...byForm[form]].map((text) => ({ form, text })),
  )
}
