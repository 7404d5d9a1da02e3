import { brakeSettings, isWritten, type Config } from '../../config.js'
import { createBrakeFile, type BrakeFile } from '../../guard/brake/brake-file.js'
import { createFileStore } from '../../guard/brake/file-store.js'
import { createMemoryStore } from '../../guard/brake/memory-store.js'
import type { BrakeLimits } from '../../guard/brake/reading.js'
import type { BrakeStore } from '../../guard/brake/store.js'
import { createGuard, type Guard, type GuardOptions } from '../../guard/guard.js'
import type { NamedSetting } from '../../settings.js'
import type { CommandContext } from '../runtime.js'

/** How much one person may read, by the settings under the policy. */
export const brakeLimitsOf = ({
  brakePatientsPerHour: patientsPerHour,
  brakePatientsPerDay: patientsPerDay,
  brakeRowsPerHour: rowsPerHour,
}: Config): BrakeLimits => ({ patientsPerHour, patientsPerDay, rowsPerHour })

/** Where this installation keeps what was read lately. */
export const brakeFileOf = ({ config, runtime, log }: CommandContext): BrakeFile => {
  const { machine, now } = runtime
  const warn = (line: string): void => {
    log.warn(line)
  }
  return createBrakeFile({ dir: config.tokenDir, machine, now, warn })
}

/** What differs between the guards of processes. */
type GuardChoice = Partial<Pick<GuardOptions, 'limits' | 'admittedForMs'>>

/** A guard that counts in a store, by the settings. @param choice limits of the settings unless given */
export const guardOn = (
  store: BrakeStore,
  { config, runtime }: Pick<CommandContext, 'config' | 'runtime'>,
  { limits = brakeLimitsOf(config), admittedForMs = 0 }: GuardChoice = {},
): Guard => {
  const { canaries = [] } = config
  return createGuard({ store, limits, canaries, now: runtime.now, admittedForMs })
}

/** The guard of the person at this computer: all its processes count in one file. */
export const openGuard = (command: CommandContext): Guard =>
  guardOn(createFileStore(brakeFileOf(command)), command)

const noLimits: BrakeLimits = {
  patientsPerHour: Infinity,
  patientsPerDay: Infinity,
  rowsPerHour: Infinity,
}

/** What differs from the default though nobody wrote it comes from the policy. */
const isOfPolicy = (
  config: Config,
  { name, default: standard = '' }: Pick<NamedSetting, 'name' | 'default'>,
): boolean => String(Reflect.get(config, name) ?? '') !== standard

/** Whether the brake or canaries were asked for by a setting or the policy. */
const isAsked = ({ config, sources }: CommandContext): boolean =>
  brakeSettings.some((row) => isWritten(sources, row) || isOfPolicy(config, row))

/** The guard of the demo, whose people are invented: it brakes only where that was asked for. */
export const openDemoGuard = (command: CommandContext): Guard =>
  isAsked(command)
    ? openGuard(command)
    : guardOn(createMemoryStore(), command, { limits: noLimits })
