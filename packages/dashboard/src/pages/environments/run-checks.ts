import { listIn, type Parts, textIn } from '../../format/parts.ts'

/** What a validation or a test found, failures first: of a test, which suite asked too. */
export function checksOf(report: Parts): { name: string; outcome: string; message: string }[] {
  const found = [...listIn(report, 'checks'), ...listIn(report, 'results')].map((one) => ({
    name: [textIn(one, 'suite'), textIn(one, 'probe') || textIn(one, 'name')].filter((text) => text !== '').join(': '),
    outcome: textIn(one, 'outcome'),
    message: textIn(one, 'message'),
  }))
  const order = ['failed', 'warned', 'passed', 'skipped']
  return found.toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome))
}
