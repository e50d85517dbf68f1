import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { metricOfType } from '../src/quality/metrics/metric-of-type.ts'
import { severityWeights } from '../src/quality/metrics/quality-metrics-of.ts'
import { ruleBase } from '../src/quality/rule-base.ts'
import { dimensions, metricNames, namedFormats, ruleKinds, severities } from '../src/quality.ts'

const page = readFileSync(new URL('../../../docs/quality.md', import.meta.url), 'utf8')
const between = (name: string) => page.split(`<!-- ${name} -->`)[1]?.split(`<!-- /${name} -->`)[0]?.trim()
const metrics = { businessRuleCompliance: 'business rules' } as const
const cell = (text: string) => text.replaceAll('|', String.raw`\|`)

test('every type of rule is listed with its parameters, what it demands, its list and its metric', () => {
  const rows = Object.values(ruleKinds).map(({ type, group, about, schema }) => {
    const parameters = Object.entries(schema instanceof z.ZodObject ? schema.shape : {})
      .filter(([name]) => name !== 'type' && !Object.hasOwn(ruleBase, name))
      .map(([name, part]) => (isOptional(part) ? `\`${name}?\`` : `\`${name}\``))
    const metric = metricOfType[type]
    const counted = metric === 'businessRuleCompliance' ? metrics[metric] : metric
    return `| \`${type}\` | ${parameters.join(' ') || '–'} | ${cell(about)} | ${group.replace('Rules', '')} | ${counted} |`
  })
  expect(between('rules')).toBe(
    ['| Type | Parameters | What it demands | List | Metric |', '| --- | --- | --- | --- | --- |', ...rows].join('\n'),
  )
})

function isOptional(part: unknown): boolean {
  return part instanceof z.ZodType && part.isOptional()
}

test('every named format is listed, and no other', () => {
  const listed = [...(between('formats') ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name)
  expect(listed).toEqual(Object.keys(namedFormats))
})

test('every metric, severity with its weight, dimension and member that all rules have is told of', () => {
  for (const name of [...metricNames, ...dimensions, ...Object.keys(ruleBase)]) expect(page).toContain(`\`${name}\``)
  for (const severity of severities) expect(page).toContain(`\`${severity}\` ${severityWeights[severity]}`)
})
