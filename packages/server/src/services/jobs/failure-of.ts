import { UnderstudyError } from '@understudy/sdk'
import { z } from 'zod'
import { faultsOfTheServer } from '../../errors/error-body.ts'
import { RequestError } from '../../errors/request-error.ts'
import { codeOnWire } from '../../errors/schema-error-code.ts'
import type { JobFailure } from './job.ts'

/** What the request is to blame for would fail again; undefined where another try may do. */
export function failureOf(thrown: unknown): JobFailure | undefined {
  if (thrown instanceof RequestError || (thrown instanceof UnderstudyError && !faultsOfTheServer.has(thrown.code))) {
    const { message, suggestedActions } = thrown
    const errorCode = thrown instanceof UnderstudyError ? codeOnWire(thrown) : thrown.code
    return { errorCode, message, suggestedActions: [...suggestedActions] }
  }
  if (thrown instanceof z.ZodError) return inputOfAnotherVersion
  return undefined
}

const inputOfAnotherVersion: JobFailure = {
  errorCode: 'JOB_INPUT_INVALID',
  message: 'the job was accepted by another version of the server, and this one cannot read what it is to do',
  suggestedActions: ['Start the job again.'],
}

/** Of the server's own failures nothing but where to look. */
export function failureAfter(tries: number, job: string): JobFailure {
  return {
    errorCode: 'JOB_FAILED',
    message: `the server failed at this job, ${tries} times`,
    suggestedActions: [`Look for ${job} in what the server prints.`, 'Retry the job when the cause is gone.'],
  }
}
