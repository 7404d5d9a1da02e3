import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { createDatabase, type TestDatabase } from '../support/database/database.js'
import { startIssuer, type Issuer } from '../support/issuer/issuer.js'
import { signInAs, type SignedIn } from '../support/worlds/signed-in.js'
import { people } from '../support/worlds/jhe/people.js'
import { runsPrograms } from './support/installed.js'
import { modelHosts } from './support/model-hosts.js'
import { runHost } from './support/run-host.js'

/** An error as plain text, alone or as a text in what the host makes of the whole result. */
const said = (code: string): RegExp => new RegExp(`(?:^|[\\s"])${code}: \\w`)

let database: TestDatabase
beforeAll(async () => {
  database = await createDatabase('jhe_0045')
})
afterAll(async () => {
  await database.drop()
})

describe.skipIf(!runsPrograms).each(modelHosts)('$id', (host) => {
  describe('of somebody who is signed in', () => {
    let signedIn: SignedIn
    beforeEach(async () => {
      signedIn = await signInAs(people.coordinator.userId, database.url)
    })
    afterEach(() => {
      signedIn.remove()
    })

    it('gives the model answers, and errors that it can read', async () => {
      const { results, output } = await runHost(host, signedIn, [
        { tool: 'get_study_count', args: {} },
        { tool: 'list_studies', args: { limit: null, cursor: '' } },
        { tool: 'get_study_metadata', args: { study_id: 987654321 } },
        // what some hosts do not see themselves from the schema
        { tool: 'list_studies', args: { cursor: 'somewhere' } },
      ])
      expect(results, output).toHaveLength(4)
      const [count, studies, hidden, wrong] = results
      expect(count).toMatch(/"?count"?: ?\d+/)
      expect(studies).not.toContain('INPUT_INVALID')
      expect(hidden).toMatch(said('NOT_VISIBLE'))
      expect(wrong).toMatch(said('INPUT_INVALID'))
    })
  })

  describe('of somebody who is not signed in', () => {
    let issuer: Issuer
    let home = ''
    beforeEach(async () => {
      issuer = await startIssuer()
      home = await mkdtemp(join(tmpdir(), 'jhe-mcp-hosts-'))
    })
    afterEach(async () => {
      await issuer.close()
      await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    })

    it('tells the model how the person signs in', async () => {
      const env = {
        HOME: home,
        JHE_BASE_URL: issuer.baseUrl,
        JHE_CLIENT_ID: issuer.clientId,
        JHE_DB_CONN: database.url,
        JHE_TOKEN_STORE: 'file',
        JHE_LOGIN: 'manual',
      }
      const calls = [{ tool: 'get_study_count', args: {} }]
      const { results, output } = await runHost(host, { home, env }, calls)
      expect(results, output).toHaveLength(1)
      expect(results[0]).toMatch(said('SIGN_IN_(?:REQUIRED|DENIED)'))
      expect(results[0]).toMatch(/\blogin\b/)
    })
  })
})
