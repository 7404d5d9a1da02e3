import { readFileSync } from 'node:fs'

/** Most memory that a process has had so far, in megabytes; 0 where the system does not tell. */
export const peakMemory = (pid: number | undefined): number => {
  if (process.platform !== 'linux') return 0
  const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))
  return Number(found?.[1] ?? 0) / 1024
}
