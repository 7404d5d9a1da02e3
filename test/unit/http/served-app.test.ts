import { describe, expect, it } from 'vitest'

import { servedText } from '../../../src/http/served-app.js'

describe('what an error says to somebody without a terminal here', () => {
  it.each([
    [
      'Sign in again with `jhe-mcp login`.',
      'Reconnect jhe in your host: it then opens the sign-in.',
    ],
    [
      'Finish in the newest tab. Or run `jhe-mcp login` in a terminal with the same settings.',
      'Finish in the newest tab.',
    ],
    [
      'Run `jhe-mcp logout`, then `jhe-mcp login`. Run `jhe-mcp login`.',
      'Reconnect jhe in your host: it then opens the sign-in.',
    ],
    [
      'Use a role that only has SELECT on the columns jhe-mcp reads; `jhe-mcp sql --role <name>` prints the script.',
      'For the administrator of this jhe-mcp server: Use a role that only has SELECT on the columns jhe-mcp reads; `jhe-mcp sql --role <name>` prints the script.',
    ],
    [
      'Try again. If it happens again, set JHE_LOG_LEVEL=debug, repeat, and report the stderr lines.',
      'Try again. For the administrator of this jhe-mcp server: If it happens again, set JHE_LOG_LEVEL=debug, repeat, and report the stderr lines.',
    ],
    [
      'Ask again in 12 min. If the person wants more now, they can lift this for an hour: run `jhe-mcp brake --lift` in a terminal.',
      'Ask again in 12 min. For the administrator of this jhe-mcp server: If the person wants more now, they can lift this for an hour: run `jhe-mcp brake --lift` in a terminal.',
    ],
    ['Try again in a moment.', 'Try again in a moment.'],
    [
      'JHE_PERMISSIONS=claims is set, but the ID token carries no jhe_permissions.',
      'JHE_PERMISSIONS=claims is set, but the ID token carries no jhe_permissions.',
    ],
    [
      'Use list_studies for the studies you can see, then get_patient_demographics for their patients.',
      'Use list_studies for the studies you can see, then get_patient_demographics for their patients.',
    ],
  ])('%s', (text, served) => {
    expect(servedText(text)).toBe(served)
  })
})
