import { defineCheck, found, pass, skip, type Check } from '../../check.js'
import type { ProbeSession } from '../../remote/session-probe.js'

const signedOut: readonly string[] = ['SIGN_IN_REQUIRED', 'SESSION_EXPIRED']

const sessionCheck = (probe: ProbeSession): Check =>
  defineCheck({
    id: 'auth.elsewhere',
    group: 'oauth',
    title: 'Your session there',
    needs: ['oauth.challenge'],
    network: true,
    limitMs: 20_000,
    outcomes: {
      refused: {
        status: 'warn',
        why: 'The next question has to open your browser before it is answered.',
        fix: 'jhe-mcp login --url <address>',
        docs: 'a-server-elsewhere',
      },
      failing: {
        status: 'fail',
        why: 'A host that asks through `jhe-mcp connect` gets this error instead of an answer.',
        fix: 'Do what the error says.',
        docs: 'troubleshooting',
      },
    },
    run: async (_context, signal) => {
      const seen = await probe(signal)
      if (seen.kind === 'none')
        return skip('nobody is signed in from this computer; the first question opens the browser')
      if (seen.kind === 'taken') return pass(`taken; ${seen.tools} tools`)
      const { code, message, hint } = seen.error
      return signedOut.includes(code)
        ? found('refused', 'the server does not take it any more', { fix: hint })
        : found('failing', `${code}: ${message.replace(/\.$/, '')}`, { fix: hint })
    },
  })

/** What of the person's own is at the server. */
export const sessionChecks = (probe: ProbeSession | undefined): readonly Check[] =>
  probe === undefined ? [] : [sessionCheck(probe)]
