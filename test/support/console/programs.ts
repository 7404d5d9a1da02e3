import { fileURLToPath } from 'node:url'

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** Programs that a person may add to the console, as command lines. */
export const programs = {
  sample: [process.execPath, pathOf('./sample-program.js')],
  hostile: [process.execPath, pathOf('./hostile-program.js')],
} as const
