import { addNote } from './add-note.ts'

/** The result of a step, as far as it is used here: its text, and once more in parts, where Cucumber is recent enough. */
interface StepResult {
  message?: string
  exception?: { message?: string; stackTrace?: string }
}

/** Makes the text of a failed step end with these lines; answers whether there was one. */
export function addNoteToStep(result: StepResult, lines: readonly string[]): boolean {
  const { exception } = result
  if (exception?.message !== undefined && exception.stackTrace !== undefined) {
    const { message, stackTrace: stack } = exception
    const noted = { message, stack }
    addNote(noted, lines)
    exception.message = noted.message
    exception.stackTrace = noted.stack
  }
  return addNote(result, lines)
}
