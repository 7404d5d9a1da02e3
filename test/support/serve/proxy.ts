import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { vi } from 'vitest'

import { askHttpServer } from '../clients/http-request.js'
import { bin } from '../clients/mcp-clients.js'
import type { TestCertificate } from '../issuer/certificate.js'
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
  /** With it people are served over TLS, as printed; else over plain HTTP. */
  readonly certificate?: TestCertificate
  /** A last change to the printed file. */
  readonly change?: (printed: string) => string
}

/** Replaces lines; fails when there are none, so that a test never uses less than what is printed. */
const replaceLines = (text: string, lines: RegExp | string, by: string): string => {
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
  /** Every address of the machine and the system's certificate are what a test does not have. */
  readonly listenAt: (printed: string, port: number) => string
  readonly listenWithTls: (printed: string, port: number, folder: string) => string
  readonly start: (folder: string) => Promise<readonly string[]>
}

const certFile = 'jhe-mcp.crt'
const keyFile = 'jhe-mcp.key'
const bothFile = 'jhe-mcp.pem'

/** Only where they listen and TLS are changed. */
const programs: Readonly<Record<ProxyKind, Program>> = {
  nginx: {
    path: '/usr/sbin/nginx',
    file: 'jhe-mcp.conf',
    listenAt: (printed, port) =>
      replaceLines(
        replaceLines(printed, /^ *(listen \[::\]:\d+|ssl_certificate\w*) .*\n/gm, ''),
        `listen ${port} ssl http2;`,
        `listen 127.0.0.1:${port};`,
      ),
    listenWithTls: (printed, port, folder) =>
      replaceLines(
        replaceLines(
          replaceLines(printed, /^ *listen \[::\]:\d+ .*\n/m, ''),
          `listen ${port} `,
          `listen 127.0.0.1:${port} `,
        ),
        /\/etc\/nginx\/tls\//g,
        `${folder}/`,
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
    listenAt: (printed, port) => replaceLines(printed, /bind :\d+ .*/, `bind 127.0.0.1:${port}`),
    listenWithTls: (printed, port, folder) =>
      replaceLines(
        replaceLines(printed, `bind :${port} `, `bind 127.0.0.1:${port} `),
        /\/etc\/haproxy\//g,
        `${folder}/`,
      ).replace(`# ${folder}/`, '# /etc/haproxy/'),
    start: async (folder) => await Promise.resolve(['-db', '-f', join(folder, 'haproxy.cfg')]),
  },
}

const statusOf = async ({ port, certificate }: ProxyOptions): Promise<number> => {
  if (certificate === undefined) return (await ask(`http://localhost:${port}/live`)).status
  const { cert: ca } = certificate
  return (await askHttpServer(`https://localhost:${port}/live`, { ca })).status
}

const waitUntilUp = async (options: ProxyOptions, { stderr }: WatchedProcess): Promise<void> => {
  await vi.waitFor(
    async () => {
      const status = await statusOf(options).catch(() => 0)
      if (status !== 200) throw new Error(`/live is answered ${status}: ${stderr()}`)
    },
    { timeout: 60_000, interval: 50 },
  )
}

const writeCertificate = async (folder: string, { cert, key }: TestCertificate): Promise<void> => {
  await writeFile(join(folder, certFile), cert)
  await writeFile(join(folder, keyFile), key)
  await writeFile(join(folder, bothFile), cert + key)
}

/** Starts a proxy and waits until a replica answers through it. */
export async function startProxy(kind: ProxyKind, options: ProxyOptions): Promise<Proxy> {
  const { path, file, listenAt, listenWithTls, start } = programs[kind]
  if (!existsSync(path)) throw new Error(`${kind} is missing: apt-get install ${kind}`)
  const { port, certificate, change = (printed: string) => printed } = options
  const folder = await mkdtemp(join(tmpdir(), `jhe-${kind}-`))
  const printed = await printFor(kind, options)
  if (certificate !== undefined) await writeCertificate(folder, certificate)
  const placed =
    certificate === undefined ? listenAt(printed, port) : listenWithTls(printed, port, folder)
  await writeFile(join(folder, file), change(placed))
  const args = await start(folder)
  const child = spawn(path, [...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const started = watch(child)
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await started.exit
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await waitUntilUp(options, started)
  } catch (thrown) {
    await stop()
    throw thrown
  }
  return { log: started.stderr, stop }
}
