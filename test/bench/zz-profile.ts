import { join } from 'node:path'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { startCluster } from '../support/database/cluster.js'
import { signInAs } from '../support/worlds/signed-in.js'
import { openBenchDatabase } from './database.js'
import { recordFloor, writeFloor } from './floor.js'
import { floorTool } from './floor.js'
import { asker, benchQuestions } from './questions.js'
import { openPipe, type Pipe } from './pipe.js'
import { overPipe } from './call.js'
import { createCaller, greetings } from './messages.js'
import { median } from './results/statistics.js'

import { readFileSync, readdirSync } from 'node:fs'
const children = (): number[] => readdirSync('/proc').filter((n) => /^\d+$/.test(n)).map(Number).filter((pid) => { try { const t = readFileSync(`/proc/${pid}/stat`, 'utf8'); return Number(t.slice(t.lastIndexOf(')') + 2).split(' ')[1]) === process.pid } catch { return false } })
const cpu = (pid: number): number => { const t = readFileSync(`/proc/${pid}/stat`, 'utf8'); const f = t.slice(t.lastIndexOf(')') + 2).split(' '); return (Number(f[11]) + Number(f[12])) * 10 }
const quiet = `\nlog_statement = none\nshared_buffers = 256MB\n`

export async function main(argv: readonly string[], { floorServer }: { root: string; floorServer: string }): Promise<number> {
  const names = (argv[0] ?? '').split(',')
  const asked = (argv[1] ?? 'get_study_count,list_studies,get_patient_demographics').split(',')
  const prof = argv[2]
  const cluster = await startCluster(quiet)
  try {
    const context = { cluster: async () => cluster, note: () => undefined } as never
    const { url } = await openBenchDatabase(context)
    const folder = mkdtempSync(join(tmpdir(), 'limits-bench-'))
    const work = await recordFloor(url)
    writeFloor(join(folder, 'floor.json'), work)
    const seen = new Set(children())
    const fresh = () => { const [pid = 0] = children().filter((p) => !seen.has(p)); seen.add(pid); return pid }
    const pids: number[] = []
    const floor = openPipe([floorServer, join(folder, 'floor.json')])
    await floor.ask(greetings['2025'])
    const floorPid = fresh()
    const pipes: Pipe[] = []
    for (const dir of names) {
      const signed = await signInAs(asker, url)
      const flags = prof === undefined ? [] : ['--cpu-prof', '--cpu-prof-interval', '200', '--cpu-prof-dir', prof]
      const pipe = openPipe([...flags, join(dir, 'bin', 'jhe-mcp.js')], signed.env)
      await pipe.ask(greetings['2025'])
      pipes.push(pipe)
      pids.push(fresh())
    }
    const caller = createCaller()
    for (const { name, tool, args } of benchQuestions.filter(({ name }) => asked.includes(name))) {
      for (const pipe of pipes) for (const r of caller.many(150, tool, args)) await pipe.ask(r)
      for (const r of caller.many(150, floorTool(name), {})) await floor.ask(r)
      const parties = [...pipes.map((p) => overPipe(p, tool, args)), overPipe(floor, floorTool(name), {})]
      const all = [...pids, floorPid]
      const spent: number[][] = parties.map(() => [])
      const rate: number[][] = parties.map(() => [])
      for (let round = 0; round < 10; round += 1) {
        for (let at = 0; at < parties.length; at += 1) {
          const which = (at + round) % parties.length
          await parties[which]?.many(16)
          const from = cpu(all[which] ?? 0); const t = performance.now()
          await parties[which]?.many(600)
          rate[which]?.push(600_000 / (performance.now() - t))
          spent[which]?.push((cpu(all[which] ?? 0) - from) / 600)
        }
      }
      const base = rate.at(-1) ?? []
      const told = rate.map((own, i) => `${names[i] ?? 'floor'} ${Math.round(median(own))}/s x${median(own.map((r, n) => r / (base[n] ?? 1))).toFixed(2)} cpu ${(spent[i]?.reduce((a, b) => a + b, 0) ?? 0).toFixed(2)}`)
      process.stdout.write(`${name}: ${told.join('  ')}\n`)
    }
    process.env['ZZ'] = '1'
    for (const p of pipes) await p.close()
    await floor.close()
    return 0
  } finally {
    await cluster.stop()
  }
}
