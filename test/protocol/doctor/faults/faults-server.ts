import { chmod, mkdir, readFile, rename, symlink, unlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { openTrail } from '../../../../src/audit/trail.js'
import { auditEvent } from '../../../support/answers/audit-events.js'
import { bin } from '../../../support/clients/mcp-clients.js'
import { testMachine } from '../../../support/worlds/stores.js'
import type { Change, DoctorWorld } from '../../../support/worlds/doctor-world.js'
import { asideOf, fixes, trailOf, type Fault } from './fault.js'

/** The trail of the sign-in, changed for a while. */
const trail = (
  change: (path: string, world: DoctorWorld) => Promise<Change | undefined>,
): Pick<Fault, 'break' | 'mend'> => ({
  break: async (world) => {
    const path = trailOf(world)
    await writeFile(asideOf(world), await readFile(path), { mode: 0o600 })
    return (await change(path, world)) ?? {}
  },
  mend: async (world) => {
    await rename(asideOf(world), trailOf(world))
  },
})

const auditLog =
  (path: (home: string) => string) =>
  (world: DoctorWorld): Change => ({
    env: { JHE_AUDIT_LOG: path(world.home) },
  })

const auditFaults: readonly Fault[] = [
  {
    id: 'audit.trail',
    outcome: 'not_file',
    what: 'aud-6: a device that is full',
    break: auditLog(() => '/dev/full'),
  },
  {
    id: 'audit.trail',
    outcome: 'not_file',
    what: 'a link',
    ...trail(async (path, world) => {
      await unlink(path)
      await symlink(asideOf(world), path)
      return undefined
    }),
    mend: async (world) => {
      await unlink(trailOf(world))
      await rename(asideOf(world), trailOf(world))
    },
  },
  {
    id: 'audit.trail',
    outcome: 'not_writable',
    what: 'a folder that cannot be made',
    break: async (world) => {
      await writeFile(join(world.home, 'plain'), '')
      return auditLog((home) => join(home, 'plain', 'audit.jsonl'))(world)
    },
  },
  {
    id: 'audit.trail',
    outcome: 'full',
    what: 'aud-6: a disk that is full',
    break: () => ({ parts: { freeBytes: async () => await Promise.resolve(4096) } }),
  },
  {
    id: 'audit.trail',
    outcome: 'breach',
    what: 'a line that was changed',
    ...trail(async (path) => {
      const text = await readFile(path, 'utf8')
      await writeFile(path, text.replace('"code":"OK"', '"code":"NO"'))
      return undefined
    }),
  },
  {
    id: 'audit.trail',
    outcome: 'not_here',
    what: 'a trail whose oldest line was taken away',
    break: async (world) => {
      const path = join(world.home, 'cut', 'audit.jsonl')
      const warn = () => undefined
      const lines = openTrail({ path, machine: testMachine, now: () => new Date(), warn })
      for (const id of ['a', 'b']) lines.record(auditEvent(id))
      await lines.flush()
      const text = await readFile(path, 'utf8')
      await writeFile(path, text.slice(text.indexOf('\n') + 1))
      return { env: { JHE_AUDIT_LOG: path } }
    },
  },
  {
    id: 'audit.trail',
    outcome: 'open',
    what: 'a trail that others may read',
    break: async (world) => {
      await chmod(trailOf(world), 0o644)
      return {}
    },
    mend: fixes,
  },
  {
    id: 'audit.trail',
    outcome: 'shared_folder',
    what: 'a folder in which others may write',
    break: async (world) => {
      const path = join(world.home, 'trails', 'audit.jsonl')
      await mkdir(dirname(path))
      await chmod(dirname(path), 0o777)
      return { env: { JHE_AUDIT_LOG: path } }
    },
  },
  {
    id: 'audit.trail',
    outcome: 'timed_out',
    what: 'a disk that does not answer',
    break: () => ({
      flags: { check: ['audit'], timeout: 0.3 },
      parts: { freeBytes: async () => await new Promise(() => undefined) },
    }),
  },
]

const cursorFile = ({ home }: DoctorWorld): string => join(home, '.cursor', 'mcp.json')

const entry = (change: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ mcpServers: { jhe: { command: process.execPath, args: [bin], ...change } } })

/** A configuration of Cursor for a while. */
export const cursor = (text: string, mode = 0o600): Pick<Fault, 'break' | 'mend'> => ({
  break: async (world) => {
    await rename(cursorFile(world), asideOf(world))
    await writeFile(cursorFile(world), text)
    await chmod(cursorFile(world), mode)
    await chmod(world.home, 0o755)
    return {}
  },
  mend: async (world) => {
    await rename(asideOf(world), cursorFile(world))
    await chmod(world.home, 0o700)
  },
})

const secretAddress = 'postgresql://reader:canary-password@db.example.org/jhe'

/** What `claude mcp add` writes: a server for the project in whose folder it was run. */
const claudeProject = (
  change: Readonly<Record<string, unknown>>,
): Pick<Fault, 'break' | 'mend'> => ({
  break: async ({ home }) => {
    const text = `{"numStartups":1,"projects":{"/work":${entry(change)},"/other":{}}}`
    await writeFile(join(home, '.claude.json'), text, { mode: 0o600 })
    return {}
  },
  mend: async ({ home }) => {
    await unlink(join(home, '.claude.json'))
  },
})

/** A configuration of Claude Code in the folder where doctor is run. */
const project = (mode: number): Pick<Fault, 'break' | 'mend'> => ({
  break: async ({ home }) => {
    await writeFile(join(home, '.mcp.json'), entry({ env: { JHE_DB_CONN: secretAddress } }))
    await chmod(join(home, '.mcp.json'), mode)
    await chmod(home, 0o755)
    return {}
  },
  mend: async ({ home }) => {
    await unlink(join(home, '.mcp.json'))
    await chmod(home, 0o700)
  },
})

const hostFaults: readonly Fault[] = [
  {
    id: 'mcp.hosts',
    outcome: 'gone',
    what: 'a program that does not exist',
    ...cursor(entry({ args: ['/nonexistent/jhe-mcp/bin/jhe-mcp.js'] })),
  },
  {
    id: 'mcp.hosts',
    outcome: 'gone',
    what: 'a program that does not exist, in a project of Claude Code',
    seen: /Claude Code for one project/,
    ...claudeProject({ args: ['/nonexistent/jhe-mcp/bin/jhe-mcp.js'] }),
  },
  { id: 'mcp.hosts', outcome: 'unreadable', what: 'a broken file', ...cursor('{ "mcpServers": ') },
  {
    id: 'mcp.hosts',
    outcome: 'unpinned',
    what: 'T-S2: npx without a version',
    ...cursor(entry({ command: 'npx', args: ['-y', 'jhe-mcp@latest'] })),
  },
  {
    id: 'mcp.hosts',
    outcome: 'other_version',
    what: 'MCP09: another version',
    ...cursor(entry({ command: 'npx', args: ['-y', 'jhe-mcp@0.0.1'] })),
  },
  {
    id: 'mcp.host_files',
    outcome: 'readable',
    what: 'a password that others may read',
    ...cursor(entry({ env: { JHE_DB_CONN: secretAddress } }), 0o644),
  },
  {
    id: 'mcp.host_files',
    outcome: 'readable',
    what: 'a password that others may read in the folder where it is run',
    seen: /Claude Code in this folder/,
    ...project(0o644),
  },
  {
    id: 'mcp.host_files',
    outcome: 'in_project',
    what: 'a password in a file that goes with its folder',
    seen: /\.mcp\.json of this folder/,
    ...project(0o600),
  },
  {
    id: 'env.secrets_argv',
    outcome: 'secret_in_host',
    what: 'T-D8: a password among the arguments of a host',
    ...cursor(entry({ args: [bin, secretAddress] })),
  },
]

/** Code that runs in the server before it. */
const preloaded =
  (code: string) =>
  async ({ home }: DoctorWorld): Promise<Change> => {
    const path = join(home, 'preloaded.cjs')
    await writeFile(path, code)
    return { env: { NODE_OPTIONS: `--require=${path}` } }
  }

const serverFaults: readonly Fault[] = [
  {
    id: 'mcp.smoke',
    outcome: 'broken',
    what: 'no tools',
    break: () => ({ parts: { tools: async () => await Promise.resolve([]) } }),
  },
  {
    id: 'mcp.spawn',
    outcome: 'purity',
    what: 'T-S4: something that prints to stdout',
    break: preloaded("process.stdout.write('hello\\n')"),
  },
  {
    id: 'mcp.spawn',
    outcome: 'start',
    what: 'a node that is not there',
    break: () => ({ runtime: { execPath: '/nonexistent/node' } }),
  },
  {
    id: 'mcp.spawn',
    outcome: 'ended',
    what: 'a server that ends at once',
    break: preloaded('process.exit(7)'),
  },
  {
    id: 'mcp.spawn',
    outcome: 'timed_out',
    what: 'T-S1: a server that does not answer',
    break: async (world) => ({
      ...(await preloaded('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)')(world)),
      flags: { check: ['mcp.spawn'], timeout: 2 },
    }),
  },
  {
    id: 'mcp.spawn',
    outcome: 'exit',
    what: 'T-S5: a server that outlives its host',
    break: preloaded(
      'setInterval(() => undefined, 1000); process.exit = process.reallyExit = () => undefined',
    ),
  },
]

export const serverSideFaults: readonly Fault[] = [...auditFaults, ...hostFaults, ...serverFaults]
