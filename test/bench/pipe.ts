import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'

/** A program that answers lines with lines, driven with as little of our own work as can be. */
export interface Pipe {
  /** Milliseconds from the spawn. */
  readonly sinceSpawn: () => number
  /** Sends a request and waits for the next line. */
  ask(request: string): Promise<Buffer>
  /** Sends requests so that `inFlight` of them are always under way, and waits for all answers. */
  askMany(
    requests: readonly string[],
    inFlight: number,
    onAnswer?: (line: Buffer) => void,
  ): Promise<void>
  /** Resident memory in MiB. */
  readonly memory: () => number
  /** MiB of objects still in use, after a full garbage collection; of a program with `tellsHeap`. */
  heap(): Promise<number>
  /** Ends its input and waits for its end. */
  close(): Promise<void>
  /** The same, and ends it by force half a second later: there are servers that go on without. */
  stop(): Promise<void>
}

const newline = 10

const residentKib = (pid: number): number => {
  if (process.platform === 'linux') {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  }
  return Number(spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).stdout)
}

/**
 * Starts a program with nothing in its environment but what is given.
 * @param command what runs it; this Node unless given
 */
export function openPipe(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  command = process.execPath,
): Pipe {
  const spawned = performance.now()
  const child = spawn(command, [...args], {
    env: { ...env, PATH: process.env['PATH'] ?? '' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let parts: Buffer[] = []
  let errors = ''
  let onLine: (line: Buffer) => void = () => undefined
  let onEnd: (error: Error) => void = () => undefined
  child.stdout.on('data', (data: Buffer) => {
    let from = 0
    for (;;) {
      const end = data.indexOf(newline, from)
      if (end < 0) break
      parts.push(data.subarray(from, end))
      const line = parts
      parts = []
      from = end + 1
      onLine(line.length === 1 ? (line[0] ?? data) : Buffer.concat(line))
    }
    if (from < data.length) parts.push(data.subarray(from))
  })
  child.stderr.on('data', (part: Buffer) => (errors += part.toString()))
  child.once('exit', () => {
    onEnd(new Error(`the program ended: ${errors}`))
  })
  const close = async () => {
    onEnd = () => undefined
    if (child.exitCode !== null) return
    child.stdin.end()
    await once(child, 'exit')
  }
  return {
    sinceSpawn: () => performance.now() - spawned,
    ask: async (request) =>
      await new Promise((resolve, reject) => {
        onLine = resolve
        onEnd = reject
        child.stdin.write(request)
      }),
    askMany: async (requests, inFlight, onAnswer = () => undefined) => {
      await new Promise<void>((resolve, reject) => {
        let sent = 0
        let answered = 0
        const send = () => {
          const request = requests[sent]
          sent += 1
          if (request !== undefined) child.stdin.write(request)
        }
        onEnd = reject
        onLine = (line) => {
          onAnswer(line)
          answered += 1
          if (answered === requests.length) resolve()
          else send()
        }
        for (let n = 0; n < inFlight; n += 1) send()
      })
    },
    memory: () => residentKib(child.pid ?? 0) / 1024,
    heap: async () => {
      const seen = errors.length
      child.kill('SIGUSR2')
      for (;;) {
        await once(child.stderr, 'data')
        const told = /heap (\d+)\n/.exec(errors.slice(seen))?.[1]
        if (told !== undefined) return Number(told) / 2 ** 20
      }
    },
    close,
    stop: async () => {
      const timer = setTimeout(() => child.kill('SIGKILL'), 500)
      await close()
      clearTimeout(timer)
    },
  }
}
