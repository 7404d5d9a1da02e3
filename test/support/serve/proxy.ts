import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { vi } from 'vitest'

import { bin } from '../clients/mcp-clients.js'
import { ask } from '../loopback.js'
import { watch, type WatchedProcess } from '../processes/watch-process.js'

export const proxyKinds = ['nginx', 'haproxy'] as const
export type ProxyKind = (typeof proxyKinds)[number]

/** A balancer in front of replicas, with the configuration that `jhe-mcp deploy` prints. */
export interface Proxy {
  /** What it wrote so far. */
  readonly log: () => string
  stop(): Promise<void>
}

export interface ProxyOptions {
  readonly port: number
  /** host:port of each replica. */
  readonly addresses: readonly string[]
  /** A last change to the printed file. */
  readonly change?: (printed: string) => string
}

/** Replaces lines; fails when there are none, so that a test never uses less than what is printed. */
const replaceLines = (text: string, lines: RegExp, by: string): string => {
  const changed = text.replace(lines, by)
  if (changed === text) throw new Error(`nothing in the printed file fits ${String(lines)}`)
  return changed
}

const run = promisify(execFile)

const printFor = async (kind: ProxyKind, { port, addresses }: ProxyOptions): Promise<string> => {
  const flags = ['--public-url', `https://localhost:${port}`, '--addresses', ...addresses]
  const { stdout } = await run(process.execPath, [bin, 'deploy', kind, ...flags])
  return stdout
}

/** A whole configuration of nginx around the printed file, with all files in one folder. */
const nginxAround = (folder: string): string => `
daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 2;
pid ${join(folder, 'pid')};
error_log stderr warn;
events { worker_connections 1024; }
http {
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${join(folder, name)};`)
    .join('\n  ')}
  include ${join(folder, 'jhe-mcp.conf')};
}
`

interface Program {
  readonly path: string
  readonly file: string
  readonly listenAt: (printed: string, port: number) => string
  readonly start: (folder: string) => Promise<readonly string[]>
}

/** Only where they listen and TLS are changed: both need what a test does not have. */
const programs: Readonly<Record<ProxyKind, Program>> = {
  nginx: {
    path: '/usr/sbin/nginx',
    file: 'jhe-mcp.conf',
    listenAt: (printed, port) =>
      replaceLines(
        replaceLines(printed, /^ *(listen \[::\]:443|ssl_certificate\w*) .*\n/gm, ''),
        /listen 443 ssl http2;/,
        `listen 127.0.0.1:${port};`,
      ),
    start: async (folder) => {
      const file = join(folder, 'nginx.conf')
      await writeFile(file, nginxAround(folder))
      return ['-p', folder, '-e', 'stderr', '-c', file]
    },
  },
  haproxy: {
    path: '/usr/sbin/haproxy',
    file: 'haproxy.cfg',
    listenAt: (printed, port) => replaceLines(printed, /bind :443 .*/, `bind 127.0.0.1:${port}`),
    start: async (folder) => await Promise.resolve(['-db', '-f', join(folder, 'haproxy.cfg')]),
  },
}

const waitUntilUp = async (port: number, { stderr }: WatchedProcess): Promise<void> => {
  await vi.waitFor(
    async () => {
      const { status } = await ask(`http://localhost:${port}/live`).catch(() => ({ status: 0 }))
      if (status !== 200) throw new Error(`/live is answered ${status}: ${stderr()}`)
    },
    { timeout: 20_000, interval: 50 },
  )
}

/** Starts a proxy and waits until a replica answers through it. */
export async function startProxy(kind: ProxyKind, options: ProxyOptions): Promise<Proxy> {
  const { path, file, listenAt, start } = programs[kind]
  if (!existsSync(path)) throw new Error(`${kind} is missing: apt-get install ${kind}`)
  const { port, change = (printed: string) => printed } = options
  const folder = await mkdtemp(join(tmpdir(), `jhe-${kind}-`))
  const printed = await printFor(kind, options)
  await writeFile(join(folder, file), change(listenAt(printed, port)))
  const args = await start(folder)
  const child = spawn(path, [...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const started = watch(child)
  await waitUntilUp(port, started)
  return {
    log: started.stderr,
    stop: async () => {
      child.kill('SIGTERM')
      await started.exit
      await rm(folder, { recursive: true, force: true })
    },
  }
}
