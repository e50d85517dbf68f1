import { type FidelityReport, fidelityHtml } from '@understudy/sdk/synthesize'
import { usage } from '../generate/options.ts'

type Written = (report: FidelityReport) => string

/** How the report is written to stdout as data; what is for people goes to stderr then. */
const formats: Readonly<Record<string, Written>> = {
  html: fidelityHtml,
  json: (report) => `${JSON.stringify(report, undefined, 2)}\n`,
}

/** Undefined for text, which is for people. */
export function formatOf(name = 'text'): Written | undefined {
  if (name === 'text') return undefined
  if (Object.hasOwn(formats, name)) return formats[name]
  throw usage(
    `there is no format ${JSON.stringify(name)}`,
    `Give --format text or ${Object.keys(formats).join(' or ')}.`,
  )
}
