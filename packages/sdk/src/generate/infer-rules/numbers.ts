import { fractions, type NameRule, whole } from './rule.ts'

export const numberRules: readonly NameRule[] = [
  { kind: 'rating', names: 'rating|stars|score|bewertung', types: whole },
  {
    kind: 'decimal',
    names: 'rating|stars|average rating|avg rating',
    types: fractions,
    options: { min: 1, max: 5 },
  },
  {
    kind: 'integer',
    names: 'percent|percentage|pct|progress|completion|prozent|pourcentage|porcentaje',
    types: whole,
    options: { min: 0, max: 100 },
  },
  {
    kind: 'decimal',
    names: 'percent|percentage|pct|progress|tax rate|interest rate|prozent|pourcentage|porcentaje',
    types: fractions,
    options: { min: 0, max: 100 },
  },
  {
    kind: 'integer',
    names: 'sort order|position|rank|ordinal|display order|sequence|sort|priority|level|reihenfolge|ordre',
    types: whole,
    options: { min: 1, max: 100 },
  },
  {
    kind: 'integer',
    names: 'duration|duration ms|milliseconds|millis|elapsed ms|latency ms',
    types: whole,
    options: { min: 1000, max: 600000 },
  },
  {
    kind: 'integer',
    names: 'rental duration|duration days|days',
    types: whole,
    options: { min: 1, max: 30 },
  },
  {
    kind: 'integer',
    names: 'length|duration minutes|runtime|run time',
    types: whole,
    options: { min: 40, max: 200 },
  },
  { kind: 'integer', names: 'width|height|breite|hoehe', types: whole, options: { min: 10, max: 2000 } },
  { kind: 'decimal', names: 'weight|gewicht|poids|peso', types: fractions, options: { min: 0.1, max: 100 } },
  {
    kind: 'decimal',
    names: 'height|width|depth|length',
    types: fractions,
    options: { min: 0.1, max: 250 },
  },
  { kind: 'decimal', names: 'life expectancy|lifeexpectancy', types: fractions, options: { min: 50, max: 85 } },
  { kind: 'decimal', names: 'surface area|surfacearea|area', types: fractions, options: { min: 1, max: 1000000 } },
  { kind: 'decimal', names: 'temperature|temp', types: fractions, options: { min: -10, max: 40 } },
  { kind: 'integer', names: 'status|type|kind|category|flags|mode', types: whole, options: { min: 0, max: 5 } },
  {
    kind: 'integer',
    names: 'attempts|retries|retry count|failed attempts|failed logins',
    types: whole,
    options: { min: 0, max: 3 },
  },
  { kind: 'integer', names: 'version|lock version|revision', types: whole, options: { min: 1, max: 10 } },
  {
    kind: 'boolean',
    names:
      'is active|active|enabled|is enabled|is available|available|visible|is visible|published|is published|verified|' +
      'is verified|email verified|confirmed|activebool|aktiv|actif|activo',
    types: ['boolean'],
    options: { share: 0.9 },
  },
  {
    kind: 'boolean',
    names:
      'deleted|is deleted|archived|is archived|banned|is banned|blocked|is blocked|locked|is locked|disabled|is disabled|' +
      'hidden|suspended|is admin|admin|is superuser|superuser|is staff|discontinued|is test|spam|is spam',
    types: ['boolean'],
    options: { share: 0.05 },
  },
  {
    kind: 'integer',
    names: 'active|is active|enabled|deleted|is deleted|discontinued',
    types: whole,
    options: { min: 0, max: 1 },
  },
]
