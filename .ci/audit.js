import { spawnSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'

/** What npm says of a registry that answers, but has no audits. */
const notOffered = new Set([404, 405, 501])

const noNetwork =
  /\b(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT)\b/

const parsed = (text) => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const findings = (vulnerabilities) =>
  Object.values(vulnerabilities).map(({ name, severity, range, via = [] }) => {
    const causes = via.map((cause) =>
      typeof cause === 'string' ? `through ${cause}` : `${cause.title} ${cause.url}`,
    )
    return `  ${severity}: ${name} ${range}: ${causes.join('; ')}`
  })

/**
 * What comes of a reply of `npm audit --json`. Known holes in any package of the tree end the run,
 * and so does a reply that nobody foresaw. A registry that has no audits (some mirrors) or cannot be
 * reached (closed networks) does not: it is told, and asked again by the next run elsewhere.
 * @param reply what npm wrote to stdout
 * @returns whether the run may go on, and a sentence for the log
 */
export const verdictOn = (reply) => {
  const report = parsed(reply)
  const counts = report?.metadata
  const [total, looked] = [counts?.vulnerabilities?.total, counts?.dependencies?.total]
  if (total === 0 && looked > 0)
    return { passes: true, says: `npm audit: no known vulnerabilities in ${looked} packages` }
  if (total > 0) {
    const lines = [`npm audit: vulnerable packages: ${total}`, ...findings(report.vulnerabilities)]
    return { passes: false, says: lines.join('\n') }
  }
  const message = typeof report?.message === 'string' ? report.message : undefined
  const isAbsent = notOffered.has(report?.statusCode) || noNetwork.test(message ?? '')
  if (isAbsent) return { passes: true, says: `npm audit: not checked: ${message}` }
  const seen = message ?? JSON.stringify(reply.slice(0, 200))
  return { passes: false, says: `npm audit: not a reply that can be judged: ${seen}` }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { stdout } = spawnSync('npm', ['audit', '--json'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  const { passes, says } = verdictOn(stdout ?? '')
  console.log(says)
  process.exitCode = passes ? 0 : 1
}
