import { Client, InMemoryTransport } from '@modelcontextprotocol/client'
import { expect, it } from 'vitest'

import type { AuditEntry } from '../../../src/audit/event.js'
import { createLog } from '../../../src/log.js'
import { createServer } from '../../../src/mcp/server.js'
import { everything } from '../../../src/permissions/grant.js'
import { createTestApp, signedInAs, testCaller } from '../../support/clients/app.js'
import { callErrorIn } from '../../support/clients/call-error.js'
import { identityOf } from '../../support/guard/guarded-process.js'

it('what fails before a call is an error of the call, and has its line in the trail', async () => {
  const lines: AuditEntry[] = []
  const app = createTestApp({ record: (line) => lines.push(line) })
  const broken = (): never => {
    throw new Error('planted')
  }
  const choice = {
    among: everything,
    chosen: broken,
    choose: broken,
    isDeclined: () => false,
    decline: broken,
  }
  const caller = { ...testCaller(app, signedInAs(identityOf(10_001))), choice }
  const log = createLog('error', () => undefined)
  const [ours, theirs] = InMemoryTransport.createLinkedPair()
  await createServer({ app, caller, log }).connect(theirs)
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(ours)
  const result = await client.callTool({ name: 'list_studies', arguments: {} })
  expect(result.isError).toBe(true)
  expect(callErrorIn(result)).toMatchObject({ code: 'INTERNAL' })
  expect(JSON.stringify(result)).not.toContain('planted')
  expect(lines).toMatchObject([{ event: 'tool', name: 'list_studies', code: 'INTERNAL' }])
  await client.close()
})
