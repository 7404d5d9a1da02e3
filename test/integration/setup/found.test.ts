import { describe, expect, it } from 'vitest'

import { findHosts } from '../../../src/doctor/host-entries.js'
import { hostIds, hosts, type HostId } from '../../../src/setup/hosts/hosts.js'
import type { Host } from '../../../src/setup/hosts/host.js'
import { setupCommand, type SetupFlags } from '../../../src/setup/setup-command.js'
import { testCommand } from '../../support/worlds/runtime.js'
import { createTestFolder } from '../../support/worlds/stores.js'

const url = 'https://mcp.example.org/mcp'
const local = {
  JHE_BASE_URL: 'https://jhe.example.org',
  JHE_CLIENT_ID: 'jhe-mcp',
  JHE_DB_CONN: 'postgresql://reader:planted@db.example.org/jhe',
}

/** What doctor finds on the computer on which `setup` was run. */
const foundAfter = async (id: HostId, flags: SetupFlags) => {
  await using home = await createTestFolder()
  const command = testCommand({ home: home.path, env: flags.url === undefined ? local : {} })
  await setupCommand(command, id, {}, flags)
  return (await findHosts(command.runtime)).map((file) => ({
    id: file.id,
    started: file.entries?.map(({ name, connects }) => [name, connects?.url]),
    reached: file.remotes.map((remote) => [remote.name, remote.url]),
  }))
}

describe.each(hostIds)('what setup wrote for %s', (id) => {
  const host: Host = hosts[id]

  it('is found as a server of this computer', async () => {
    expect(await foundAfter(id, {})).toEqual([{ id, started: [['jhe', undefined]], reached: [] }])
  })

  it('is found as a server elsewhere, by itself or by a bridge', async () => {
    const isNative = host.remote?.signIn !== undefined
    const own = [['jhe', url]]
    expect(await foundAfter(id, { url })).toEqual([
      { id, started: isNative ? [] : own, reached: isNative ? own : [] },
    ])
  })

  it('is not found any more when it is taken out', async () => {
    await using home = await createTestFolder()
    const command = testCommand({ home: home.path })
    await setupCommand(command, id, {}, { url })
    await setupCommand(command, id, {}, { remove: true })
    const files = await findHosts(command.runtime)
    expect(files.flatMap(({ entries = [], remotes }) => [...entries, ...remotes])).toEqual([])
  })
})
