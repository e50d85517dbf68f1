import { days, moments, type NameRule, whole } from './rule.ts'

export const timeRules: readonly NameRule[] = [
  {
    kind: 'created-at',
    names:
      'created at|created|created on|create date|creation date|date created|inserted at|date added|added at|registered at|' +
      'registration date|joined at|signup date|erstellt am|date creation|fecha creacion',
    types: moments,
    together: true,
  },
  {
    kind: 'updated-at',
    names:
      'updated at|updated|updated on|last update|last updated|modified at|modified|modified date|last modified|changed at|' +
      'mtime|geaendert am|date modification',
    types: moments,
    together: true,
  },
  {
    kind: 'deleted-at',
    names:
      'deleted at|archived at|cancelled at|canceled at|banned at|blocked at|revoked at|disabled at|suspended at|removed at|' +
      'discontinued at|terminated at',
    types: moments,
    together: true,
    nullRate: 0.95,
  },
  {
    kind: 'date',
    names: 'deleted on|deleted|deleted at|termination date|end of service|date of death|death date',
    types: days,
    nullRate: 0.9,
  },
  {
    kind: 'timestamp',
    names: 'expires at|expires|expiry|expiration|valid until|valid to|due at|trial ends at',
    types: moments,
    options: { from: '2025-01-01', to: '2028-01-01' },
  },
  {
    kind: 'date',
    names:
      'expires|expires on|expiry date|expiration date|valid until|valid to|due date|end date|to date|faellig am|' +
      'ablaufdatum|required date',
    types: days,
    options: { from: '2025-01-01', to: '2028-01-01' },
  },
  {
    kind: 'date',
    names: 'hire date|hired at|start date|from date|employment date|eintrittsdatum|date embauche',
    types: days,
    options: { from: '2005-01-01', to: '2025-01-01' },
  },
  {
    kind: 'timestamp',
    names:
      'shipped at|shipped date|delivered at|delivery date|return date|returned at|paid at|completed at|finished at|' +
      'processed at|resolved at|confirmed at|verified at|approved at|published at|read at|last login|last login at|' +
      'last seen|last seen at|closed at',
    types: moments,
    nullRate: 0.3,
  },
  {
    kind: 'date',
    names: 'shipped date|delivery date|return date|paid on|completion date|publication date',
    types: days,
    nullRate: 0.3,
  },
  {
    kind: 'year',
    names: 'year|release year|founded|founded year|indep year|annee|jahr|ano|publication year|model year',
    types: whole,
    options: { min: 1950, max: 2025 },
  },
  {
    kind: 'pattern',
    names: 'year|release year|model year',
    options: { pattern: '(19[5-9]\\d|20[01]\\d|202[0-5])' },
    least: 4,
    most: 4,
  },
  {
    kind: 'integer',
    names: 'month|expiry month|exp month|monat|mois|mes',
    types: whole,
    options: { min: 1, max: 12 },
  },
  { kind: 'integer', names: 'day|day of month|tag|jour', types: whole, options: { min: 1, max: 28 } },
  { kind: 'integer', names: 'weekday|day of week|dow|wochentag', types: whole, options: { min: 0, max: 6 } },
  { kind: 'integer', names: 'hour|hours', types: whole, options: { min: 0, max: 23 } },
  { kind: 'integer', names: 'minute|minutes', types: whole, options: { min: 0, max: 59 } },
  { kind: 'month', names: 'month|month name' },
  { kind: 'weekday', names: 'weekday|day of week|day name' },
  { kind: 'time', names: 'opens at|opening time|closes at|closing time', types: ['time'], options: { step: 900 } },
]
