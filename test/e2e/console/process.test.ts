import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { startConsoleProcess, type ConsoleProcess } from '../../support/console/console-process.js'
import { openFakeModel } from '../../support/console/fake-model.js'
import { programs } from '../../support/console/programs.js'
import { freePort } from '../../support/loopback.js'
import { startBin } from '../../support/processes/spawn-bin.js'

let console_: ConsoleProcess | undefined
afterEach(async () => {
  await console_?.close()
  console_ = undefined
})

/** The API of a console that runs, after its code was shown. */
const enter = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const started = await startConsoleProcess(args, env)
  console_ = started
  const { origin, hash } = new URL(started.address)
  const ask = async (path: string, method: string, body?: object, token = '') =>
    await fetch(origin + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const code = hash.slice(1)
  const session: unknown = await (await ask('/api/session', 'POST', { code })).json()
  const { token } = z.object({ token: z.string() }).parse(session)
  return {
    started,
    origin,
    api: async (path: string, body?: object, method = body === undefined ? 'GET' : 'POST') =>
      await (await ask(path, method, body, token)).text(),
  }
}

const added = z.object({ id: z.string() })
const listed = z.object({
  servers: z.array(z.object({ id: z.string(), name: z.string(), state: z.string() })),
})

/** Whether a process runs; one that has ended and was not waited for does not. */
const isAlive = (pid: number): boolean => {
  try {
    if (process.platform !== 'linux') return process.kill(pid, 0)
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}

describe('a console that is started in a terminal', () => {
  it('row 45: a port that is taken is named, with the flag, and nothing is started', async () => {
    const port = await freePort()
    const holder = createServer().listen(port, '127.0.0.1')
    await once(holder, 'listening')
    const run = startBin(['console', '--demo', '--no-browser', '--port', String(port)], {})
    expect(await run.exit).toBe(2)
    expect(run.stderr()).toContain(`port ${port} of 127.0.0.1`)
    expect(run.stderr()).toContain('--port')
    holder.close()
  })

  it('row 47: the key of a model is in nothing that it writes, says or is started with', async () => {
    const key = 'sk-planted-key-of-a-person'
    const model = await openFakeModel('openai')
    const { started, api } = await enter(['--demo'], { JHE_LOG_LEVEL: 'debug' })
    const chosen = { kind: 'openai', base_url: model.url, model: 'm', key }
    const said = [await api('/api/llm', chosen, 'PUT')]
    model.say({ status: 401 }, { text: 'cut', cut: true })
    for (const text of ['One', 'Two']) said.push(await api('/api/chat', { text }))
    said.push(await api('/api/llm'), await api('/api/status'), await api('/api/servers'))
    expect(JSON.stringify(model.headers)).toContain(key)
    await model.close()
    said.push(await api('/api/chat', { text: 'Three' }))
    const { child, stderr, stdout } = started.process
    if (process.platform === 'linux')
      said.push(readFileSync(`/proc/${child.pid ?? 0}/cmdline`, 'utf8'))
    await started.close()
    said.push(stderr(), stdout())
    expect(said.join('\n')).not.toContain('sk-planted')
    console_ = undefined
  })

  it('keeps a server only where that was asked for, and starts nothing of it by itself', async () => {
    const home = mkdtempSync(join(tmpdir(), 'jhe-mcp-kept-'))
    const kept = join(home, '.jhe_mcp', 'console-servers.json')
    const open = async () => await enter(['--demo'], { HOME: home, USERPROFILE: home })
    const { started, api } = await open()
    const server = { kind: 'stdio', name: 'sample', command: programs.sample }
    await api('/api/servers', { ...server, name: 'not kept' })
    expect(existsSync(kept)).toBe(false)
    await api('/api/servers', { ...server, keep: true })
    if (process.platform !== 'win32') expect(statSync(kept).mode & 0o777).toBe(0o600)
    await started.close()

    const later = await open()
    const { servers } = listed.parse(JSON.parse(await later.api('/api/servers')))
    expect(servers.map(({ name, state }) => [name, state]).slice(1)).toEqual([['sample', 'ended']])
    await later.api(`/api/servers/${servers.at(-1)?.id ?? ''}`, undefined, 'DELETE')
    expect(existsSync(kept)).toBe(false)
    await later.started.close()
    console_ = undefined
    rmSync(home, { recursive: true, force: true })
  })

  it('takes with it what it has started when it is ended', async () => {
    const { started, api } = await enter(['--demo'])
    const command = programs.sample
    const server = { kind: 'stdio', name: 'sample', command }
    const { id } = added.parse(JSON.parse(await api('/api/servers', server)))
    await api(`/api/servers/${id}/connect`, {})
    const params = { name: 'pid', arguments: {} }
    const answer = await api(`/api/servers/${id}/rpc`, { method: 'tools/call', params })
    const pid = Number(/"text":"(\d+)"/.exec(answer)?.[1])
    expect(isAlive(pid)).toBe(true)
    started.process.child.kill('SIGKILL')
    await started.process.exit
    await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false)
    await expect(fetch(started.address)).rejects.toThrow()
  })
})
