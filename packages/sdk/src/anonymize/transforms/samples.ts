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
