import { codeOf, messageOf, UnderstudyError } from '../errors.ts'

/** Imports a driver, which is an optional peer; where it is not installed, says so by its name. */
export async function importDriver<Module>(name: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load()
  } catch (thrown) {
    const missing = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(codeOf(thrown) ?? '')
    throw new UnderstudyError('DRIVER_MISSING', {
      operation: `load driver ${name}`,
      message: missing
        ? `The package ${name}, which this database needs, is not installed`
        : `The package ${name} could not be loaded: ${messageOf(thrown)}`,
      hint: missing ? `Run: npm install ${name}` : `Run: npm install ${name}, with the Node version that you use.`,
      cause: thrown,
    })
  }
}
