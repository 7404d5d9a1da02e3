import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { readConnectSettings } from '../../../src/cli/connect/connect-settings.js'
import { noPolicy } from '../../support/worlds/no-policy.js'
import { testCommand } from '../../support/worlds/runtime.js'
import { createTestFolder } from '../../support/worlds/stores.js'

const url = 'https://mcp.example.org/mcp'

const read = (
  env: Readonly<Record<string, string>>,
  flags: Readonly<Record<string, unknown>> = {},
  policy = noPolicy,
) => readConnectSettings(testCommand({ env, policy }).runtime, flags, { url })

const readUnder = async (text: string) => {
  await using folder = await createTestFolder()
  const path = join(folder.path, 'policy.json')
  await chmod(folder.path, 0o755)
  await writeFile(path, text)
  await chmod(path, 0o644)
  return read({}, {}, { path, owner: process.geteuid?.() ?? 0 })
}

describe('the settings of a server elsewhere', () => {
  it('are right without any other', () => {
    expect(read({})).toMatchObject({ problem: undefined, refusal: undefined })
    expect(read({ JHE_TOOLS: 'all' }).refusal).toBeUndefined()
  })

  it.each([
    ['JHE_STUDY', '30001'],
    ['JHE_PATIENT', '40001'],
    ['JHE_SCOPE', 'user/Group.rs'],
    ['JHE_GRANT', 'a.b.c'],
    ['JHE_TOOLS', '-search_patients'],
  ])('A40: %s would be void there, so nothing is asked', (name, value) => {
    const { problem, refusal } = read({ [name]: value })
    // signing out must go on
    expect(problem).toBeUndefined()
    expect(refusal).toMatchObject({ code: 'CONFIG_INVALID' })
    expect(refusal?.message).toContain(name)
  })

  it('A40: a policy that limits would be void there, so nothing is asked', async () => {
    const { refusal } = await readUnder('{"study": "30001"}')
    expect(refusal?.message).toContain('The policy of this computer')
    expect((await readUnder('{"consent": "enforce"}')).refusal).toBeUndefined()
    expect((await readUnder('not JSON')).refusal).toMatchObject({ code: 'CONFIG_INVALID' })
  })

  it('know no flag of a jhe-mcp on this computer', () => {
    const { problem } = read({}, { clientId: 'mine' })
    expect(problem).toMatchObject({ code: 'CONFIG_INVALID' })
    expect(problem?.message).toContain('--client-id')
    expect(problem?.hint).toContain('--server-client-id')
    expect(read({ JHE_CLIENT_ID: 'mine' }).problem).toBeUndefined()
  })
})
