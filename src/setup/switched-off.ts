import { isRecord } from '../record.js'
import { readServers } from './entries.js'
import type { Host } from './hosts/host.js'

/** What hosts write into an entry that a person has switched off. */
const switches = [
  { key: 'enabled', off: false },
  { key: 'disabled', off: true },
] as const

/**
 * A line for an entry that stays switched off: its host has no tools of it until the person switches
 * it on. None for any other.
 * @param text the host's file
 * @throws JheError CONFIG_INVALID for a file that cannot be read
 */
export function switchedOffLines(
  text: string,
  host: Host,
  name: string,
  label: string,
): readonly string[] {
  const entry = readServers(text, host, label).find((server) => server.name === name)?.value
  const found = isRecord(entry) ? switches.find(({ key, off }) => entry[key] === off) : undefined
  return found === undefined
    ? []
    : [
        `  off       it stays switched off (${found.key}: ${found.off}): switch it on in ${host.title}`,
      ]
}
