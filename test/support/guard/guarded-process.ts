import type { AuditEntry } from '../../../src/audit/event.js'
import type { Identity } from '../../../src/auth/identity.js'
import type { App } from '../../../src/calls/app.js'
import type { Caller } from '../../../src/calls/request-context.js'
import type { SizedResult } from '../../../src/calls/truncate-to-budget.js'
import { errorText, toJheError, type ErrorCode } from '../../../src/errors.js'
import type { Guard } from '../../../src/guard/guard.js'
import type { QueryExecutor } from '../../../src/query/query-executor.js'
import { callAs, createTestApp, signedInAs, testCaller } from '../clients/app.js'

/** Somebody who is signed in. */
export const identityOf = (subject: number): Identity => ({
  subject,
  issuer: 'http://localhost:8000/o',
  studies: null,
})

/** A process of its own, in which somebody asks. */
export interface Process {
  readonly app: App
  readonly caller: Caller
  readonly answer: (name: string, args?: object) => Promise<SizedResult>
  /** The code that the call ends with. */
  readonly code: (name: string, args?: object) => Promise<ErrorCode | 'OK'>
}

export interface ProcessOptions {
  readonly database: QueryExecutor
  readonly now: () => Date
  readonly guard: Guard
  readonly record: (line: AuditEntry) => unknown
}

export const openProcess = ({ record, ...options }: ProcessOptions, subject: number): Process => {
  const app = createTestApp({ ...options, record: (line) => void record(line) })
  const caller = testCaller(app, signedInAs(identityOf(subject)))
  const answer = async (name: string, args: object = {}) =>
    await callAs(app, caller, { name, args })
  return {
    app,
    caller,
    answer,
    code: async (name, args = {}) => {
      try {
        await answer(name, args)
        return 'OK'
      } catch (thrown) {
        return toJheError(thrown).code
      }
    },
  }
}

/** What a failed call tells. */
export const errorOf = async (work: Promise<unknown>): Promise<string> =>
  await work.then(
    () => 'OK',
    (thrown: unknown) => errorText(toJheError(thrown).toBody()),
  )

export type Question = readonly [name: string, args?: object]

/** A question for single rows of a patient. */
export const rowsOf = (patient: number, limit = 1) =>
  ['get_patient_observations', { patient_id: patient, limit }] as const
