import { JheError } from '../../../errors.js'
import type { OAuthContext } from '../oauth.js'
import { unexpectedAnswer, type Step } from '../oauth-errors.js'
import { jsonOf, send } from '../send.js'

/** One step of the discovery: its requests end with the signal. */
export interface Search {
  readonly context: OAuthContext
  readonly step: Step
  readonly signal: AbortSignal
}

/** Reads a document. @throws JheError for one that is not as it should be */
export type ReadDocument<T> = (document: unknown, address: string) => T

const fetchDocument = async (
  { context, step, signal }: Search,
  address: string,
): Promise<unknown> => {
  const { response, text } = await send(context, step, address, {
    method: 'GET',
    headers: {},
    signal,
  })
  const { status } = response
  if (status >= 400 && status < 500 && status !== 429) return undefined
  const document = status === 200 ? jsonOf(text) : undefined
  if (document === undefined) throw unexpectedAnswer(context, step, address, response)
  return document
}

/**
 * The first good document at a list of addresses. A 4xx means that there is none (RFC 8414, section
 * 3.2). One that cannot be had or is wrong does not hide the next, but if no good one follows, it is
 * told: trouble must not look like absence.
 * @throws JheError ISSUER_UNREACHABLE at once, else what the first wrong one was
 */
export async function firstDocument<T>(
  search: Search,
  addresses: readonly string[],
  read: ReadDocument<T>,
): Promise<T | undefined> {
  let failure: JheError | undefined
  for (const address of new Set(addresses)) {
    try {
      const document = await fetchDocument(search, address)
      if (document !== undefined) return read(document, address)
    } catch (thrown) {
      if (!(thrown instanceof JheError) || thrown.code === 'ISSUER_UNREACHABLE') throw thrown
      failure ??= thrown
    }
  }
  if (failure !== undefined) throw failure
  return undefined
}
