import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

import type {
  ConsentResult,
  InteractionPort,
  PendingConsent,
} from '../../../src/broker/consent-flow.js'

/** An authorization server of one page: `/authorize` begins an interaction, `finish` ends it. */
export interface FakeInteractions extends InteractionPort {
  /** Begins an interaction in the browser that asks. */
  begin(client: Partial<PendingConsent>, response: ServerResponse): void
  /** How each interaction ended, in order. */
  readonly results: readonly ConsentResult[]
}

/** The client that asks unless a test says otherwise. */
export const claude: Omit<PendingConsent, 'uid'> = {
  clientId: 'claude',
  clientName: 'Claude',
  clientUri: undefined,
  verifiedHost: 'claude.ai',
  redirectUri: 'https://claude.ai/api/mcp/auth_callback',
}

export function createFakeInteractions(): FakeInteractions {
  const open = new Map<string, PendingConsent>()
  const results: ConsentResult[] = []

  const details = async ({ headers }: IncomingMessage): Promise<PendingConsent> => {
    const id = /(?:^|; )interaction=([\w-]+)/.exec(headers.cookie ?? '')?.[1]
    const pending = open.get(id ?? '')
    if (pending === undefined) throw new Error('session not found')
    return await Promise.resolve(pending)
  }
  return {
    results,
    begin: (client, response) => {
      const uid = randomBytes(12).toString('base64url')
      open.set(uid, { ...claude, ...client, uid })
      response
        .writeHead(303, {
          Location: `/consent/${uid}`,
          'Set-Cookie': `interaction=${uid}; Path=/consent/${uid}; HttpOnly`,
        })
        .end()
    },
    details,
    finish: async (request, response, result) => {
      const { uid, redirectUri } = await details(request)
      open.delete(uid)
      results.push(result)
      const url = new URL(redirectUri)
      if ('grantId' in result) url.searchParams.set('code', `code-of-${result.grantId}`)
      else url.searchParams.set('error', result.error)
      response.writeHead(303, { Location: url.href }).end()
    },
  }
}
