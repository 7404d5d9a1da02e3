import { execFileSync } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { startCluster, type Cluster } from '../support/database/cluster.js'
import { answers } from './answers.js'
import { beside } from './beside.js'
import { call } from './call.js'
import { connect } from './connect/connect.js'
import { http } from './http/http.js'
import { memory } from './memory.js'
import { readPeer } from './peers/peer.js'
import { peers } from './peers/peers.js'
import { toText } from './results/report.js'
import { writeResults, type Results } from './results/results.js'
import { scale } from './scale/scale.js'
import type { BenchContext, OtherNode, Section } from './results/section.js'
import { start } from './start.js'

/** Where the repository and what run.js compiled lie. */
type Built = 'root' | 'floorServer' | 'floorHttpServer' | 'floorBridge'

const sections: readonly Section[] = [
  start,
  memory,
  call,
  http,
  connect,
  answers,
  scale,
  beside,
  peers,
]

const help = `npm run bench -- [section …] [rows …] [--json <file>] [--readme]

Sections: ${sections.map(({ name }) => name).join(', ')}; all but beside and peers unless named.
peers installs servers that others made from the npm registry, 500 MB, and removes them again.

rows                  of the scale section, as 1e5; 1e5 and 1e6 unless given. 1e7 takes 25 GB and half an hour
--only <text>         of the scale section only questions whose name contains it, as cohort
--node <path>         another Node that start measures on; may be given more than once
--peer <name>=<file>  another server for peers, which the file describes (test/bench/peers/peer.ts)
--beside <folder>     another checkout, built, that beside measures this one against
--smoke               of http and connect only as much as shows that all of it runs
--json <file>         where the figures go; test/bench/last.json unless given, which git ignores
--readme              writes test/bench/results/results.json, which test/bench/RESULTS.md is made from, and makes it anew
`

const machine = (): string =>
  `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}, Node ${process.versions.node}`

/** Settings of a server that is measured: nothing in memory that would be on no other, no log. */
const quiet = `
log_statement = none
shared_buffers = 1GB
maintenance_work_mem = 512MB
max_wal_size = 8GB
`

/** @throws Error for a path that is no Node */
const readNode = (path: string): OtherNode => {
  const version = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim().replace('v', '')
  return { path, version }
}

const readFlags = (argv: readonly string[]) => {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      json: { type: 'string' },
      readme: { type: 'boolean', default: false },
      node: { type: 'string', multiple: true, default: [] },
      peer: { type: 'string', multiple: true, default: [] },
      beside: { type: 'string' },
      only: { type: 'string' },
      smoke: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const isRows = (given: string) => /^\d+(e\d)?$/.test(given)
  const named = positionals.filter((given) => !isRows(given))
  const unknown = named.filter((given) => !sections.some(({ name }) => name === given))
  if (unknown.length > 0) throw new Error(`no section ${unknown.join(', ')}`)
  const rows = positionals.filter(isRows).map(Number)
  return {
    ...values,
    isSmoke: values.smoke,
    rows: rows.length === 0 ? [1e5, 1e6] : rows.toSorted((a, b) => a - b),
    nodes: values.node.map(readNode),
    peers: values.peer.map(readPeer),
    chosen: sections.filter(({ name, byName }) =>
      named.length === 0 ? byName !== true : named.includes(name),
    ),
  }
}

const measureAll = async (
  chosen: readonly Section[],
  built: Pick<BenchContext, Built | 'rows' | 'nodes' | 'peers' | 'isSmoke' | 'beside' | 'only'>,
): Promise<Results> => {
  let cluster: Promise<Cluster> | undefined
  const context: BenchContext = {
    ...built,
    cluster: async () => await (cluster ??= startCluster(quiet)),
    note: (line) => {
      process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`)
    },
  }
  const results: Results = {}
  try {
    for (const section of chosen) {
      const tables = await section.run(context)
      for (const table of tables) process.stdout.write(`${toText(table)}\n`)
      const date = new Date().toISOString().slice(0, 10)
      results[section.name] = { date, machine: machine(), tables }
    }
    return results
  } finally {
    await (await cluster)?.stop()
  }
}

/** The error and what it came from, without the one long line that the compiled program is. */
const told = (error: unknown): string =>
  error instanceof Error
    ? `${error.message}\n${error.cause === undefined ? '' : told(error.cause)}`
    : String(error)

/** `npm run bench`. @returns the exit code */
export async function main(
  argv: readonly string[],
  built: Pick<BenchContext, Built>,
): Promise<number> {
  try {
    return await bench(argv, built)
  } catch (error) {
    process.stderr.write(told(error))
    return 1
  }
}

const bench = async (
  argv: readonly string[],
  built: Pick<BenchContext, Built>,
): Promise<number> => {
  const flags = readFlags(argv)
  if (flags.help) {
    process.stdout.write(help)
    return 0
  }
  const results = await measureAll(flags.chosen, { ...built, ...flags })
  const folder = join(built.root, 'test', 'bench')
  writeResults(flags.json ?? join(folder, 'last.json'), results)
  if (flags.readme) {
    writeResults(join(folder, 'results.json'), results)
    execFileSync('npm', ['run', '--silent', 'docs'], { cwd: built.root, stdio: 'ignore' })
  }
  return 0
}
