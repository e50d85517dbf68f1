import { conditionalFunctions } from './functions/conditional.ts'
import type { FunctionCompiler } from './functions/define.ts'
import { jsonFunctions } from './functions/json.ts'
import { listFunctions } from './functions/list.ts'
import { numberFunctions } from './functions/number.ts'
import { textFunctions } from './functions/text.ts'
import { timeFunctions } from './functions/time.ts'
import { type Scope, type Term, unsupported } from './term.ts'

const functions: ReadonlyMap<string, FunctionCompiler> = new Map([
  ...Object.entries(textFunctions),
  ...Object.entries(numberFunctions),
  ...Object.entries(conditionalFunctions),
  ...Object.entries(listFunctions),
  ...Object.entries(jsonFunctions),
  ...Object.entries(timeFunctions),
])

/** For the documentation, in alphabetical order. */
export const knownFunctions: readonly string[] = [...functions.keys()].sort()

export function compileCall(name: string, parameters: readonly Term[], scope: Scope): Term {
  const compiler = functions.get(name)
  if (!compiler) return unsupported(scope, `function ${name}`)
  const types = parameters.map(({ type }) => (type === 'literal' ? 'text' : type)).join(', ')
  return compiler(parameters, scope) ?? unsupported(scope, `function ${name}(${types})`)
}
