import { z } from 'zod'

import { JheError } from '../../errors.js'
import { makeRoute } from '../make-route.js'
import type { Bearer, CodeState } from '../one-use-code.js'
import type { Route } from '../route.js'

export interface SessionRoutesOptions {
  readonly bearer: Bearer
  readonly take: (code: string) => CodeState
  /** Somebody brought a code that had been used: the console must end. */
  readonly onTheft: () => void
  /** The code was too old: the terminal shows a new address. */
  readonly onExpired: () => void
}

const refused = (message: string, hint: string): { status: 410; value: object } => ({
  status: 410,
  value: { error: { code: 'REFUSED', message, hint } },
})

/** `POST /api/session`: gives a page its bearer for the code in its address, once. */
export function sessionRoutes(options: SessionRoutesOptions): readonly Route[] {
  const { bearer, take, onTheft, onExpired } = options
  const session = makeRoute({
    method: 'POST',
    path: '/api/session',
    isOpen: true,
    input: z.strictObject({ code: z.string().max(100) }),
    answer: async ({ input }) => {
      await Promise.resolve()
      const state = take(input.code)
      if (state === 'taken') return { value: { token: bearer.token } }
      if (state === 'used') {
        onTheft()
        return refused(
          'This address was used before, so somebody else may have it. The console has stopped.',
          'Start it again with `jhe-mcp console`.',
        )
      }
      if (state === 'expired') {
        onExpired()
        return refused(
          'This address is older than two minutes.',
          'The terminal shows a new one: open that.',
        )
      }
      throw new JheError(
        'INPUT_INVALID',
        'This is not the address that the console gave out.',
        'Open the one that the terminal shows.',
      )
    },
  })
  return [session]
}
