import { describe, expect, it } from 'vitest'

import { createContext } from '../../../src/doctor/context.js'
import { createRedact } from '../../../src/doctor/redact.js'
import { testRuntime } from '../../support/worlds/test-runtime.js'

const env = {
  JHE_BASE_URL: 'https://jhe.example.org',
  JHE_DB_CONN: 'postgresql://reader:canary-password@db.example.org/jhe',
  JHE_PUBLIC_URL: 'https://mcp.example.org',
  JHE_STATE_CONN: 'postgresql://state:canary-state@state.example.org/state',
  JHE_CLIENT_SECRET: 'canary-secret',
  JHE_SERVE_KEYS: 'canary-key-1,canary-key-2',
  JHE_PEER_URL: 'http://peer.example.org:8002',
}

const redactIn = (verbose: boolean, remoteHost?: string) =>
  createRedact(
    createContext(testRuntime('/home/of-somebody', env), { flags: {}, offline: true }),
    verbose,
    remoteHost,
  )

describe('the redaction of a report', () => {
  it('hides each host under a name of its own, also beside a database called jhe', () => {
    const redact = redactIn(false)
    expect(redact('https://jhe.example.org is silent')).toBe('https://<jhe> is silent')
    expect(redact('database jhe')).toBe('database <database>')
    expect(redact('https://mcp.example.org/mcp')).toBe('https://<public>/mcp')
    expect(redact('state.example.org')).toBe('<state>')
    expect(redact('peer.example.org:8002')).toBe('<peer>')
  })

  it('hides the host of a server elsewhere, with and without its port', () => {
    const redact = redactIn(false, 'far.example.org:8443')
    expect(redact('https://far.example.org:8443/mcp')).toBe('https://<server>/mcp')
    expect(redact('far.example.org')).toBe('<server>')
    expect(redactIn(true, 'far.example.org')('far.example.org')).toBe('far.example.org')
  })

  it.each([false, true])('hides every secret of serve (verbose: %s)', (verbose) => {
    const redact = redactIn(verbose)
    for (const word of ['password', 'state', 'secret', 'key-1', 'key-2'])
      expect(redact(`it holds canary-${word}`)).toBe('it holds [secret]')
  })
})
