import { z } from 'zod'

import { limitedText } from '../../connect/limited-text.js'
import type { RemoteFetch } from '../../connect/remote-fetch.js'
import type { ServerUrl } from '../../connect/server-url.js'
import { JheError } from '../../errors.js'

const aboutSchema = z.looseObject({ name: z.literal('jhe-mcp'), tools_sha256: z.string() })

const limitMs = 5_000
const maxBytes = 20_000

/** Other servers show a page there, or lead to one. */
const otherPage = (thrown: unknown): undefined => {
  if (thrown instanceof JheError && ['SERVER_CHANGED', 'SERVER_FAILED'].includes(thrown.code))
    return undefined
  throw thrown
}

/**
 * The hash of the tool definitions that a jhe-mcp names at `GET /`.
 * @returns undefined where the server is another one
 * @throws JheError where it is not reached
 */
export async function serverFingerprint(
  { origin }: ServerUrl,
  fetch: RemoteFetch,
  ending: AbortSignal,
): Promise<string | undefined> {
  const signal = AbortSignal.any([ending, AbortSignal.timeout(limitMs)])
  const headers = { accept: 'application/json' }
  const response = await fetch(`${origin}/`, { method: 'GET', headers, signal, limitMs }).catch(
    otherPage,
  )
  if (response?.ok !== true) {
    await response?.body?.cancel()
    return undefined
  }
  try {
    const about = aboutSchema.safeParse(JSON.parse((await limitedText(response, maxBytes)) ?? ''))
    return about.data?.tools_sha256
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}
